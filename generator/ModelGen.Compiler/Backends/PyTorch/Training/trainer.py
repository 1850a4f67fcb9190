# ---- training ---------------------------------------------------------------------------------------------------------------------------


class Trainer:
    def __init__(self, options):
        self.options = options
        self.processes = Processes(options.backend)
        self.output = Output(options.output, self.processes)
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        torch.set_num_threads(options.threads or max(1, cores // int(os.environ.get("LOCAL_WORLD_SIZE", 1))))
        module = load(options.model)
        self.recipe = recipe_of(module, options.set)
        self.layout = torch.channels_last if self.recipe.memory_format == "channels_last" else torch.contiguous_format
        self.data = Loaders(options, self.recipe, module, self.processes)
        self.make_model(module)
        self.epochs, self.step, self.best, self.since_best = [], 0, -1.0, 0
        if options.resume:
            self.restore()

    def make_model(self, module):
        torch.manual_seed(self.options.seed)
        model = module.MODEL()
        if self.options.weights:
            self.start_from(model, self.options.weights)
        if self.options.sync_batch_norm:
            model = nn.SyncBatchNorm.convert_sync_batchnorm(model)
        self.model = model.to(self.processes.device, memory_format=self.layout)
        self.objective = Objective(self.model, getattr(module, "AUXILIARY_WEIGHTS", []), self.recipe).to(self.processes.device)
        self.optimizer = make_optimizer(self.recipe, self.model)
        self.schedule = Schedule(self.recipe, self.data.updates)
        self.dropouts = DropoutSchedule(self.recipe, self.data.updates, self.model)
        self.average = Average(self.model, self.recipe.ema) if self.recipe.ema > 0 else None
        self.frozen = {n for n, _ in self.model.named_parameters() if any(matches(f, n) for f in self.recipe.freeze)}
        self.wrapped = None

    def start_from(self, model, path):
        given = torch.load(path, map_location="cpu")
        given = given.get("state_dict", given)
        own = model.state_dict()
        fitting = {k: v for k, v in given.items() if k in own and v.shape == own[k].shape}
        model.load_state_dict(fitting, strict=False)
        self.processes.say(f"{path}: {len(fitting)} of {len(own)} tensors taken; fresh: {sorted(set(own) - set(fitting)) or 'none'}")

    def freeze(self, epoch):
        """Training mode, but for what is frozen in this epoch: no gradients, and norms as in evaluation."""
        active = self.frozen if self.recipe.freeze_epochs == 0 or epoch <= self.recipe.freeze_epochs else set()
        changed = self.wrapped is None
        for name, p in self.model.named_parameters():
            changed |= p.requires_grad != (name not in active)
            p.requires_grad_(name not in active)
        self.objective.train()
        for name, child in self.model.named_modules():
            own = [f"{name}.{n}" if name else n for n, _ in child.named_parameters()]
            if own and active.issuperset(own):
                child.eval()
        if changed:
            self.wrapped = self.processes.wrap(self.objective)

    def run(self):
        started = time.perf_counter()
        for epoch in range(len(self.epochs) + 1, self.recipe.epochs + 1):
            result = self.run_epoch(epoch)
            self.epochs.append(result)
            self.processes.say("  ".join(f"{k} {v:.4f}" if isinstance(v, float) else f"{k} {v}" for k, v in result.items()))
            self.schedule.epoch_ends(result.get("validation_loss", result["train_loss"]))
            self.save()
            if self.options.steps and self.step >= self.options.steps or self.wants_to_stop(result):
                break
        loss, accuracy = self.evaluate(self.data.test)
        result = dict(processes=self.processes.world, epochs=len(self.epochs), updates=self.step, test_loss=loss, test_accuracy=accuracy,
                      seconds=time.perf_counter() - started)
        self.processes.say(json.dumps(result))
        self.output.json("result.json", result)
        del self.data  # and its workers
        self.processes.end()

    def wants_to_stop(self, result):
        if self.recipe.early_stopping == 0:
            return False
        if self.data.validation is None:
            raise SystemExit("train_ddp.py: early_stopping needs --validation N")
        better = result["validation_accuracy"] > self.best
        self.best, self.since_best = (result["validation_accuracy"], 0) if better else (self.best, self.since_best + 1)
        return self.since_best >= self.recipe.early_stopping

    def run_epoch(self, epoch):
        self.freeze(epoch)
        self.data.parts.epoch = epoch
        sizes = [len(b) for b in self.data.parts.batches()]
        total, hits, seen, started = 0.0, 0, 0, time.perf_counter()
        parts = iter(self.data.train)
        for update in range(self.data.updates):
            batches = range(update * self.recipe.accumulate, min((update + 1) * self.recipe.accumulate, self.data.batches))
            images = sum(sizes[b] for b in batches)
            rate = self.schedule.at(self.step)
            self.dropouts.apply(self.step)
            mean, correct = 0.0, 0
            for batch in batches:
                for shard in range(self.options.shards):
                    is_last = batch == batches[-1] and shard == self.options.shards - 1
                    share = sizes[batch] / images / self.options.shards
                    loss, right_ones, count = self.learn(next(parts), epoch, batch, shard, share, is_last)
                    mean, correct = mean + loss * count, correct + right_ones
            self.move(rate)
            mine = images / self.processes.world
            total, hits, seen, self.step = total + mean, hits + correct, seen + mine, self.step + 1
            if self.options.losses:
                self.log(rate, mean / mine)
            if self.options.steps and self.step >= self.options.steps:
                break
        total, hits, seen = self.processes.sum(total, hits, seen)
        speed = seen / (time.perf_counter() - started)
        result = dict(epoch=epoch, lr=rate, train_loss=total / seen, train_accuracy=hits / seen, images_per_second=speed)
        if self.data.validation is not None:
            result["validation_loss"], result["validation_accuracy"] = self.evaluate(self.data.validation)
        return result

    def learn(self, part, epoch, batch, shard, share, is_last):
        """Adds the gradients of one part; processes exchange them at the last part of an update."""
        images, labels = (t.to(self.processes.device, non_blocking=True) for t in part)
        number = self.processes.rank * self.options.shards + shard
        seed = seed_of(self.options.seed, "step", epoch, batch, number)
        torch.manual_seed(seed)
        images, labels, other, mixed = mix(images, labels, self.recipe.augment, torch.Generator().manual_seed(seed))
        statistics = [b.clone() for b in self.model.buffers()] if shard > 0 else None
        waits = contextlib.nullcontext() if is_last or self.processes.world == 1 else self.wrapped.no_sync()
        with waits:
            loss, hits = self.wrapped(images.contiguous(memory_format=self.layout), labels, other, mixed)
            # The mean over this process's parts: DistributedDataParallel makes the mean over processes of it.
            (loss * share).backward()
        if statistics:
            # Running statistics are the first process's where there are several.
            for mine, first in zip(self.model.buffers(), statistics):
                mine.copy_(first)
        if not math.isfinite(loss.item()):
            raise SystemExit(f"train_ddp.py: the loss is {loss.item()} at update {self.step + 1}: try a lower lr, or a longer warm-up")
        return loss.item(), hits.item(), len(labels)

    def move(self, rate):
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["lr_scale"]
        if self.recipe.clip_norm > 0:
            nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip_norm)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        if self.average:
            self.average.update(self.model)

    def log(self, rate, mean):
        loss = self.processes.sum(mean)[0] / self.processes.world
        if self.processes.is_first:
            with open(self.options.losses, "a" if self.step > 1 else "w") as file:
                file.write(("" if self.step > 1 else "update,lr,loss\n") + f"{self.step},{rate:.8g},{loss:.8g}\n")

    @torch.no_grad()
    def evaluate(self, loader):
        """Mean loss and accuracy, with the averaged weights where there are some."""
        self.model.eval()
        self.processes.take_from_first(self.average.state.values() if self.average else self.model.buffers())
        loss, hits, count = 0.0, 0, 0
        with self.average.inside(self.model) if self.average else contextlib.nullcontext():
            for images, labels in loader:
                labels = labels.to(self.processes.device)
                logits = self.model(images.to(self.processes.device, memory_format=self.layout)).float()
                loss += entropy(self.recipe.loss, logits, labels).item() * len(labels)
                hits += right(logits, labels).item()
                count += len(labels)
        loss, hits, count = self.processes.sum(loss, hits, count)
        return loss / count, hits / count

    def save(self):
        weights = self.average.state if self.average else self.model.state_dict()
        self.output.torch("weights.pth", {k: v.detach().cpu().contiguous() for k, v in weights.items()})
        self.output.torch("state.pt", dict(
            model=self.model.state_dict(), optimizer=self.optimizer.state_dict(), epochs=self.epochs, step=self.step,
            plateau=self.schedule.plateau, best=(self.best, self.since_best),
            average=(self.average.state, self.average.updates) if self.average else None))
        self.output.table("metrics.csv", self.epochs)

    def restore(self):
        if not os.path.exists(self.output.path("state.pt")):
            return
        state = torch.load(self.output.path("state.pt"), map_location=self.processes.device)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.epochs, self.step, self.schedule.plateau = state["epochs"], state["step"], state["plateau"]
        self.best, self.since_best = state["best"]
        if self.average:
            self.average.state, self.average.updates = state["average"]
        self.processes.say(f"going on after epoch {len(self.epochs)}")


if __name__ == "__main__":
    Trainer(parse()).run()
