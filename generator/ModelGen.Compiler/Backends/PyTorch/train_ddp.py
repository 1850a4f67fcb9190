"""Trains an exported model by its own recipe: one process, or many that share each batch (DistributedDataParallel).

    python3 train_ddp.py resnet20.py --data DIR
    torchrun --nproc_per_node=4 train_ddp.py resnet20.py --data DIR --output out

DIR holds CIFAR-10's binary version (DIR/cifar-10-batches-bin, or its files themselves), or pictures as DIR/train/CLASS/*.jpg and DIR/test/CLASS/*.jpg
(or DIR/val). OUTPUT gets weights.pth, a plain state dict that ModelGen reads (`eval MODEL --weights weights.pth`), state.pt, from which --resume
goes on, and metrics.csv.

The recipe's batch size is that of all processes together: what is computed does not depend on their number, but for batch norms, which see the
images of their own process alone (--sync-batch-norm joins them, on GPUs). --shards N does in one process what N processes do.
"""
import argparse
import contextlib
import csv
import hashlib
import importlib.util
import json
import math
import os
import re
import time

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

# What a recipe says where the spec's training: section says nothing.
STANDARD = dict(
    optimizer="sgd", lr=0.1, momentum=0.9, nesterov=False, weight_decay=5e-4, decay_norm_and_bias=True, beta1=0.9, beta2=0.999, eps=1e-8, alpha=0.99,
    schedule="constant", warmup_epochs=0, step_size=30, milestones=[], gamma=0.1, power=1, restart_epochs=0, restart_factor=1, patience=10, min_lr=0,
    epochs=10, batch_size=128, accumulate=1, clip_norm=0, ema=0, dropout_schedule="constant", dropout_epochs=0,
    dropout_gamma=10, loss="cross_entropy", label_smoothing=0, class_weights=[], freeze=[], freeze_epochs=0, groups=[],
    early_stopping=0, precision="float32", memory_format="contiguous", augment=[])

CIFAR10 = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
CIFAR10_STATISTICS = [0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]
IMAGENET_STATISTICS = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="the exported file")
    parser.add_argument("--data", required=True, metavar="DIR")
    parser.add_argument("--output", default="out", metavar="DIR")
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=JSON", help="changes the recipe: --set lr=0.05 --set epochs=100")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--weights", metavar="FILE", help="a state dict to start from; a tensor of another shape, such as a classifier's, stays fresh")
    parser.add_argument("--resume", action="store_true", help="goes on from OUTPUT/state.pt if it is there")
    parser.add_argument("--validation", type=int, default=0, metavar="N", help="training images held out and evaluated after each epoch")
    parser.add_argument("--subset", type=int, metavar="N", help="trains on N images")
    parser.add_argument("--steps", type=int, metavar="N", help="ends after N updates")
    parser.add_argument("--shards", type=int, default=1, metavar="N", help="cuts this process's part of a batch into N, as N processes would")
    parser.add_argument("--sync-batch-norm", action="store_true", help="batch norms see the whole batch (GPUs alone)")
    parser.add_argument("--backend", choices=["gloo", "nccl"], help="default: nccl with GPUs, else gloo")
    parser.add_argument("--size", type=int, metavar="N", help="height and width of the images; default: the model's own")
    parser.add_argument("--mean", type=numbers, help="of each channel, in 0..1: 0.485,0.456,0.406")
    parser.add_argument("--std", type=numbers)
    parser.add_argument("--workers", type=int, default=2, help="processes that read and augment")
    parser.add_argument("--threads", type=int, help="threads that each process computes with; default: the cores, shared out")
    parser.add_argument("--losses", metavar="FILE", help="writes the loss of every update")
    return parser.parse_args()


def numbers(text):
    return [float(n) for n in text.split(",")]


def load(path):
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def recipe_of(module, changes):
    recipe = {**STANDARD, **module.RECIPE}
    for change in changes:
        name, _, value = change.partition("=")
        try:
            recipe[name] = json.loads(value)
        except json.JSONDecodeError:
            recipe[name] = value
    unknown = set(recipe) - set(STANDARD)
    if unknown:
        raise SystemExit(f"train_ddp.py: unknown fields {sorted(unknown)}; a recipe has {sorted(STANDARD)}")
    return argparse.Namespace(**recipe)


def seed_of(*keys):
    """A seed that depends on these keys alone: whichever process asks gets the same."""
    return int.from_bytes(hashlib.sha256(repr(keys).encode()).digest()[:8], "little") >> 1


# ---- data -------------------------------------------------------------------------------------------------------------------------------


class Cifar10:
    """The binary version, in memory as bytes."""

    def __init__(self, folder, train):
        names = [f"data_batch_{i}.bin" for i in range(1, 6)] if train else ["test_batch.bin"]
        records = np.concatenate([np.fromfile(os.path.join(folder, n), np.uint8).reshape(-1, 3073) for n in names])
        self.images = torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32).copy())
        self.labels = records[:, 0].tolist()
        self.classes = CIFAR10

    def __len__(self):
        return len(self.labels)

    def image(self, index):
        return self.images[index]


class Pictures:
    """A folder of pictures for each class."""

    def __init__(self, folder):
        from torchvision.datasets import ImageFolder
        self.folder = ImageFolder(folder)
        self.labels = self.folder.targets
        self.classes = self.folder.classes

    def __len__(self):
        return len(self.labels)

    def image(self, index):
        return self.folder[index][0].convert("RGB")


def find_data(folder):
    """Training set, test set, and the statistics of their channels."""
    for cifar in (os.path.join(folder, "cifar-10-batches-bin"), folder):
        if os.path.exists(os.path.join(cifar, "test_batch.bin")):
            return Cifar10(cifar, True), Cifar10(cifar, False), CIFAR10_STATISTICS
    test = next((t for t in ("test", "val") if os.path.isdir(os.path.join(folder, t))), None)
    if test and os.path.isdir(os.path.join(folder, "train")):
        return Pictures(os.path.join(folder, "train")), Pictures(os.path.join(folder, test)), IMAGENET_STATISTICS
    raise SystemExit(f"train_ddp.py: {folder} has neither cifar-10-batches-bin nor train/ with test/ or val/")


class Cutout:
    """Hides a square around a random pixel with the mean, which is 0 here (DeVries and Taylor 2017)."""

    def __init__(self, size):
        self.size = size

    def __call__(self, image):
        _, height, width = image.shape
        y, x = (int(torch.randint(side, ())) - self.size // 2 for side in (height, width))
        image[:, max(y, 0):max(y + self.size, 0), max(x, 0):max(x + self.size, 0)] = 0
        return image


def make_transform(augment, size, statistics):
    """From a picture or bytes to normalised floats; `augment` is the recipe's list, or empty for evaluation."""
    from torchvision import transforms as T

    def normalise(image):
        image = image.float() / 255 if isinstance(image, torch.Tensor) else T.functional.to_tensor(image)
        return T.functional.normalize(image, *statistics)

    def fit(image):
        height, width = (image.shape[1], image.shape[2]) if isinstance(image, torch.Tensor) else (image.height, image.width)
        if (height, width) == size:
            return image
        return T.functional.center_crop(T.functional.resize(image, round(max(size) / 0.875)), size)

    before, after = [], []
    if not any(word == "random_resized_crop" for word, _ in augment):
        before.append(fit)
    for word, given in augment:
        scale = lambda low, high: (given.get("min_scale", low), given.get("max_scale", high))
        if word == "random_crop":
            before.append(T.RandomCrop(given["size"], padding=given.get("padding", 0)))
        elif word == "random_resized_crop":
            before.append(T.RandomResizedCrop(given.get("size") or size, scale=scale(0.08, 1)))
        elif word == "horizontal_flip":
            before.append(T.RandomHorizontalFlip(given.get("p", 0.5)))
        elif word == "rotation":
            before.append(T.RandomRotation(given["degrees"]))
        elif word == "color_jitter":
            before.append(T.ColorJitter(*(given.get(k, 0) for k in ("brightness", "contrast", "saturation", "hue"))))
        elif word == "rand_augment":
            before.append(T.RandAugment(given.get("ops", 2), given.get("magnitude", 9)))
        elif word == "trivial_augment":
            before.append(T.TrivialAugmentWide())
        elif word == "cutout":
            after.append(Cutout(given["size"]))
        elif word == "random_erasing":
            after.append(T.RandomErasing(given.get("p", 0.5), scale=scale(0.02, 0.33)))
        elif word not in ("mixup", "cutmix"):
            raise SystemExit(f"train_ddp.py: unknown augmentation {word}")
    return T.Compose([*before, normalise, *after])


class Samples(Dataset):
    """Images by (epoch, index). What comes out depends on those and the seed, not on the process or the worker that asks."""

    def __init__(self, source, transform, seed):
        self.source, self.transform, self.seed = source, transform, seed

    def __getitem__(self, key):
        epoch, index = key
        torch.manual_seed(seed_of(self.seed, "image", epoch, index))
        return self.transform(self.source.image(index)), self.source.labels[index]


class Parts:
    """
    The parts of each global batch that this process computes, as lists of (epoch, index). A batch that its parts cannot share equally loses the
    images that are too many, so that every process does as many updates.
    """

    def __init__(self, indices, batch_size, seed, rank, world, shards):
        self.indices, self.batch_size, self.seed, self.epoch = indices, batch_size, seed, 1
        self.first, self.count, self.parts = rank * shards, shards, world * shards
        if batch_size < self.parts:
            raise SystemExit(f"train_ddp.py: a batch of {batch_size} cannot be shared by {self.parts} processes")

    def batches(self):
        order = torch.randperm(len(self.indices), generator=torch.Generator().manual_seed(seed_of(self.seed, "order", self.epoch))).tolist()
        batches = [order[i:i + self.batch_size] for i in range(0, len(order), self.batch_size)]
        # A batch norm has no variance to learn from in one image.
        return [b[:len(b) - len(b) % self.parts] for b in batches if len(b) >= (2 if self.batch_size > 1 else 1) * self.parts]

    def __len__(self):
        return len(self.batches()) * self.count

    def __iter__(self):
        for batch in self.batches():
            size = len(batch) // self.parts
            for part in range(self.first, self.first + self.count):
                yield [(self.epoch, self.indices[i]) for i in batch[part * size:(part + 1) * size]]


# ---- recipe -----------------------------------------------------------------------------------------------------------------------------


class Lion(torch.optim.Optimizer):
    """Chen et al., "Symbolic discovery of optimization algorithms", 2023."""

    def __init__(self, groups, lr, betas, weight_decay=0.0):
        super().__init__(groups, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                mean = self.state[p].setdefault("mean", torch.zeros_like(p))
                p.mul_(1 - group["lr"] * group["weight_decay"]).add_((mean * beta1 + p.grad * (1 - beta1)).sign_(), alpha=-group["lr"])
                mean.mul_(beta2).add_(p.grad, alpha=1 - beta2)


def matches(pattern, name):
    """`layer1` is a subtree, `*` stands for anything."""
    return re.match(re.escape(pattern).replace(r"\*", ".*") + r"($|\.)", name) is not None


def make_optimizer(recipe, model):
    groups = {}
    for name, p in model.named_parameters():
        own = next((g for g in recipe.groups if matches(g["match"], name)), {})
        decay = own.get("weight_decay")
        if decay is None:
            decay = recipe.weight_decay if recipe.decay_norm_and_bias or p.dim() > 1 else 0
        groups.setdefault((own.get("lr_scale", 1), decay), []).append(p)
    groups = [dict(params=params, lr_scale=scale, weight_decay=decay) for (scale, decay), params in groups.items()]
    betas = recipe.beta1, recipe.beta2
    if recipe.optimizer == "sgd":
        return torch.optim.SGD(groups, recipe.lr, momentum=recipe.momentum, nesterov=recipe.nesterov)
    if recipe.optimizer == "adam":
        return torch.optim.Adam(groups, recipe.lr, betas, recipe.eps)
    if recipe.optimizer == "adamw":
        return torch.optim.AdamW(groups, recipe.lr, betas, recipe.eps)
    if recipe.optimizer == "rmsprop":
        return torch.optim.RMSprop(groups, recipe.lr, recipe.alpha, recipe.eps, momentum=recipe.momentum)
    if recipe.optimizer == "lion":
        return Lion(groups, recipe.lr, betas)
    raise SystemExit(f"train_ddp.py: unknown optimizer {recipe.optimizer}")


class Schedule:
    """The learning rate of an update, counted from 0 over the whole run."""

    def __init__(self, recipe, per_epoch):
        self.recipe, self.per_epoch, self.total = recipe, per_epoch, per_epoch * recipe.epochs
        self.warmup = 0 if recipe.schedule == "one_cycle" else round(recipe.warmup_epochs * per_epoch)
        self.plateau = dict(rate=recipe.lr, best=None, bad=0)

    def at(self, step):
        rate = self.without_warmup(step)
        return rate * (step + 1) / self.warmup if step < self.warmup else rate

    def without_warmup(self, step):
        r, epoch = self.recipe, step // self.per_epoch
        way = min(max((step - self.warmup) / (self.total - self.warmup), 0), 1) if self.total > self.warmup else 1
        if r.schedule == "constant":
            return r.lr
        if r.schedule == "step":
            return r.lr * r.gamma ** (epoch // r.step_size)
        if r.schedule == "multi_step":
            return r.lr * r.gamma ** sum(m <= epoch for m in r.milestones)
        if r.schedule == "exponential":
            return r.lr * r.gamma ** epoch
        if r.schedule == "polynomial":
            return r.min_lr + (r.lr - r.min_lr) * (1 - way) ** r.power
        if r.schedule == "cosine" and r.restart_epochs > 0:
            into, length = max(0, step - self.warmup), r.restart_epochs * self.per_epoch
            while into >= length:
                into, length = into - length, length * r.restart_factor
            return anneal(r.lr, r.min_lr, into / length)
        if r.schedule == "cosine":
            return anneal(r.lr, r.min_lr, way)
        if r.schedule == "one_cycle":
            return self.one_cycle(step)
        if r.schedule == "plateau":
            return self.plateau["rate"]
        raise SystemExit(f"train_ddp.py: unknown schedule {r.schedule}")

    def one_cycle(self, step):
        r = self.recipe
        start, end = r.lr / 25, r.min_lr if r.min_lr > 0 else r.lr / 25 / 1e4
        top = (r.warmup_epochs / r.epochs if r.warmup_epochs > 0 else 0.3) * self.total - 1
        if step <= top and top > 0:
            return anneal(start, r.lr, step / top)
        left = self.total - 1 - max(top, 0)
        return anneal(r.lr, end, min((step - max(top, 0)) / left, 1)) if left > 0 else r.lr

    def epoch_ends(self, loss):
        """Plateau: falls after more than `patience` epochs without a loss that is 0.01 % lower."""
        r, p = self.recipe, self.plateau
        if p["best"] is None or loss < p["best"] * (1 - 1e-4):
            p.update(best=loss, bad=0)
        else:
            p["bad"] += 1
        if p["bad"] > r.patience:
            p.update(rate=max(p["rate"] * r.gamma, r.min_lr), bad=0)


class DropoutSchedule:
    """The share of their own rates that the dropouts of a model have at an update, counted from 0 over the whole run."""

    def __init__(self, recipe, per_epoch, model):
        self.kind, self.gamma = recipe.dropout_schedule, recipe.dropout_gamma
        if self.kind not in ("constant", "linear", "curriculum", "early", "early_linear", "late"):
            raise SystemExit(f"train_ddp.py: unknown dropout_schedule {self.kind}")
        if self.kind in ("early", "late") and not recipe.dropout_epochs:
            raise SystemExit(f"train_ddp.py: dropout_schedule {self.kind} needs dropout_epochs")
        self.length = (recipe.dropout_epochs or recipe.epochs) * per_epoch
        self.layers = [(m, m.p) for m in model.modules() if type(m).__name__ in ("Dropout", "Dropout2d", "AlphaDropout", "DropPath", "DropBlock2d")]

    def at(self, step):
        way = step / self.length
        return dict(constant=1, linear=min(way, 1), curriculum=1 - math.exp(-self.gamma * way), early=float(way < 1), early_linear=max(0, 1 - way),
                    late=float(way >= 1))[self.kind]

    def apply(self, step):
        for layer, rate in self.layers:
            layer.p = rate * self.at(step)


def anneal(start, end, way):
    return end + (start - end) * (1 + math.cos(math.pi * way)) / 2


class Average:
    """An exponential moving average of weights and statistics, which forgets the random start of a short run."""

    def __init__(self, model, decay):
        self.decay, self.updates = decay, 0
        self.state = {k: v.detach().clone() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model):
        d = min(self.decay, (1 + self.updates) / (10 + self.updates))
        self.updates += 1
        for key, value in model.state_dict().items():
            if value.is_floating_point():
                self.state[key].mul_(d).add_(value, alpha=1 - d)
            else:
                self.state[key].copy_(value)

    @contextlib.contextmanager
    def inside(self, model):
        """The model with the average's values."""
        own = {k: v.detach().clone() for k, v in model.state_dict().items()}
        model.load_state_dict(self.state)
        yield
        model.load_state_dict(own)


def entropy(kind, logits, labels, class_weights=None, smoothing=0.0):
    """The mean over a batch: of a softmax, or of a sigmoid for each class; a single output is for the second of two classes."""
    if kind == "cross_entropy":
        return F.cross_entropy(logits, labels, class_weights, label_smoothing=smoothing)
    if kind != "binary_cross_entropy":
        raise SystemExit(f"train_ddp.py: unknown loss {kind}")
    targets = labels[:, None].float() if logits.shape[1] == 1 else F.one_hot(labels, logits.shape[1]).float()
    return F.binary_cross_entropy_with_logits(logits, targets * (1 - smoothing) + smoothing / 2, pos_weight=class_weights)


def right(logits, labels):
    """How many images are of the class that the model says."""
    return ((logits[:, 0] > 0) == (labels > 0)).sum() if logits.shape[1] == 1 else (logits.argmax(1) == labels).sum()


class Objective(nn.Module):
    """The model and its loss in one, so that DistributedDataParallel sees every output that learns."""

    def __init__(self, model, auxiliary_weights, recipe, class_weights):
        super().__init__()
        self.model, self.auxiliary_weights, self.recipe = model, auxiliary_weights, recipe
        self.register_buffer("class_weights", class_weights, persistent=False)

    def forward(self, images, labels, other=None, share=1.0):
        with torch.autocast(images.device.type, torch.bfloat16, enabled=self.recipe.precision == "bfloat16"):
            logits, auxiliary = self.model.forward_with_aux(images) if self.auxiliary_weights else (self.model(images), [])
        loss = self.entropy(logits, labels, other, share)
        for output, weight in zip(auxiliary, self.auxiliary_weights):
            loss = loss + weight * self.entropy(output, labels, other, share)
        return loss, right(logits, labels)

    def entropy(self, logits, labels, other, share):
        of = lambda target: entropy(self.recipe.loss, logits.float(), target, self.class_weights, self.recipe.label_smoothing)
        return of(labels) if other is None else share * of(labels) + (1 - share) * of(other)


def mix(images, labels, augment, generator):
    """Mixup or cutmix with the neighbour in the batch, if the recipe has them: images, labels, the neighbours' labels, the own share."""
    kinds = [(word, given) for word, given in augment if word in ("mixup", "cutmix")]
    if not kinds:
        return images, labels, None, 1.0
    word, given = kinds[int(torch.randint(len(kinds), (), generator=generator))]
    alpha = given.get("alpha", 0.2 if word == "mixup" else 1.0)
    share = float(np.random.default_rng(int(torch.randint(2 ** 62, (), generator=generator))).beta(alpha, alpha))
    other = images.roll(1, 0)
    if word == "mixup":
        return images * share + other * (1 - share), labels, labels.roll(1, 0), share
    height, width = images.shape[2:]
    h, w = (round(side * math.sqrt(1 - share)) for side in (height, width))
    y, x = (int(torch.randint(side, (), generator=generator)) - cut // 2 for side, cut in ((height, h), (width, w)))
    top, bottom, left, right = max(y, 0), min(y + h, height), max(x, 0), min(x + w, width)
    images = images.clone()
    images[:, :, top:bottom, left:right] = other[:, :, top:bottom, left:right]
    return images, labels, labels.roll(1, 0), 1 - max(bottom - top, 0) * max(right - left, 0) / (height * width)


# ---- training ---------------------------------------------------------------------------------------------------------------------------


class Processes:
    """Who we are among the processes that torchrun started; one alone without it."""

    def __init__(self, backend):
        self.world = int(os.environ.get("WORLD_SIZE", 1))
        self.rank, self.local = int(os.environ.get("RANK", 0)), int(os.environ.get("LOCAL_RANK", 0))
        gpu = torch.cuda.is_available()
        self.device = torch.device("cuda", self.local) if gpu else torch.device("cpu")
        if gpu:
            torch.cuda.set_device(self.device)
        if self.world > 1:
            dist.init_process_group(backend or ("nccl" if gpu else "gloo"))

    @property
    def is_first(self):
        return self.rank == 0

    def sum(self, *values):
        total = torch.tensor(values, dtype=torch.float64, device=self.device)
        if self.world > 1:
            dist.all_reduce(total)
        return total.tolist()

    def take_from_first(self, tensors):
        """Every process gets the first one's values: running statistics are each process's own until they are shared."""
        if self.world > 1:
            for tensor in tensors:
                dist.broadcast(tensor, 0)

    def wrap(self, objective):
        if self.world == 1:
            return objective
        return nn.parallel.DistributedDataParallel(objective, device_ids=[self.local] if self.device.type == "cuda" else None)

    def say(self, text):
        if self.is_first:
            print(text, flush=True)


class Trainer:
    def __init__(self, options):
        self.options = options
        self.processes = Processes(options.backend)
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        torch.set_num_threads(options.threads or max(1, cores // int(os.environ.get("LOCAL_WORLD_SIZE", 1))))
        module = load(options.model)
        self.recipe = recipe_of(module, options.set)
        self.layout = torch.channels_last if self.recipe.memory_format == "channels_last" else torch.contiguous_format
        self.make_data(module)
        self.make_model(module)
        self.epochs, self.step, self.best, self.since_best = [], 0, -1.0, 0
        if options.resume:
            self.restore()

    def make_data(self, module):
        options, recipe = self.options, self.recipe
        train, test, statistics = find_data(options.data)
        if len(train.classes) != module.CLASSES:
            raise SystemExit(f"train_ddp.py: the data has {len(train.classes)} classes, the model {module.CLASSES}")
        statistics = options.mean or statistics[0], options.std or statistics[1]
        size = tuple(options.size or side for side in module.INPUT[1:])
        if None in size:
            raise SystemExit("train_ddp.py: the model takes images of any size: choose one with --size N")
        order = torch.randperm(len(train), generator=torch.Generator().manual_seed(seed_of(options.seed, "split"))).tolist()
        held_out, order = order[:options.validation], order[options.validation:][:options.subset]
        p = self.processes
        self.parts = Parts(order, recipe.batch_size, options.seed, p.rank, p.world, options.shards)
        plain = make_transform([], size, statistics)
        self.train = self.loader(Samples(train, make_transform(recipe.augment, size, statistics), options.seed), self.parts, options.workers)
        self.validation = self.evaluation_loader(Samples(train, plain, 0), held_out) if held_out else None
        self.test = self.evaluation_loader(Samples(test, plain, 0), range(len(test)))
        self.batches = len(self.parts.batches())
        self.updates = math.ceil(self.batches / recipe.accumulate)
        if self.batches == 0:
            raise SystemExit(f"train_ddp.py: {len(order)} images make no batch of {recipe.batch_size}")

    def loader(self, samples, batches, workers):
        return DataLoader(samples, batch_sampler=batches, num_workers=workers, persistent_workers=workers > 0, pin_memory=self.processes.device.type == "cuda")

    def evaluation_loader(self, samples, indices):
        mine = [(0, i) for i in indices][self.processes.rank::self.processes.world]
        return self.loader(samples, [mine[i:i + 256] for i in range(0, len(mine), 256)], 0)

    def make_model(self, module):
        torch.manual_seed(self.options.seed)
        model = module.MODEL()
        if self.options.weights:
            self.start_from(model, self.options.weights)
        if self.options.sync_batch_norm:
            model = nn.SyncBatchNorm.convert_sync_batchnorm(model)
        self.model = model.to(self.processes.device, memory_format=self.layout)
        weights = torch.tensor(self.recipe.class_weights, dtype=torch.float32, device=self.processes.device) if self.recipe.class_weights else None
        self.objective = Objective(self.model, getattr(module, "AUXILIARY_WEIGHTS", []), self.recipe, weights)
        self.optimizer = make_optimizer(self.recipe, self.model)
        self.schedule = Schedule(self.recipe, self.updates)
        self.dropouts = DropoutSchedule(self.recipe, self.updates, self.model)
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
        loss, accuracy = self.evaluate(self.test)
        result = dict(processes=self.processes.world, epochs=len(self.epochs), updates=self.step, test_loss=loss, test_accuracy=accuracy,
                      seconds=time.perf_counter() - started)
        self.processes.say(json.dumps(result))
        if self.processes.is_first:
            write_aside(os.path.join(self.options.output, "result.json"), lambda path: open(path, "w").write(json.dumps(result, indent=2)))
        if self.processes.world > 1:
            dist.destroy_process_group()

    def wants_to_stop(self, result):
        if self.recipe.early_stopping == 0:
            return False
        if self.validation is None:
            raise SystemExit("train_ddp.py: early_stopping needs --validation N")
        better = result["validation_accuracy"] > self.best
        self.best, self.since_best = (result["validation_accuracy"], 0) if better else (self.best, self.since_best + 1)
        return self.since_best >= self.recipe.early_stopping

    def run_epoch(self, epoch):
        self.freeze(epoch)
        self.parts.epoch = epoch
        sizes = [len(b) for b in self.parts.batches()]
        total, hits, seen, started = 0.0, 0, 0, time.perf_counter()
        parts = iter(self.train)
        for update in range(self.updates):
            batches = range(update * self.recipe.accumulate, min((update + 1) * self.recipe.accumulate, self.batches))
            images = sum(sizes[b] for b in batches)
            rate = self.schedule.at(self.step)
            self.dropouts.apply(self.step)
            mean, correct = 0.0, 0
            for batch in batches:
                for shard in range(self.options.shards):
                    is_last = batch == batches[-1] and shard == self.options.shards - 1
                    loss, right_ones, count = self.learn(next(parts), epoch, batch, shard, sizes[batch] / images / self.options.shards, is_last)
                    mean, correct = mean + loss * count, correct + right_ones
            self.move(rate)
            mine = images / self.processes.world
            total, hits, seen, self.step = total + mean, hits + correct, seen + mine, self.step + 1
            if self.options.losses:
                self.log(rate, mean / mine)
            if self.options.steps and self.step >= self.options.steps:
                break
        total, hits, seen = self.processes.sum(total, hits, seen)
        result = dict(epoch=epoch, lr=rate, train_loss=total / seen, train_accuracy=hits / seen, images_per_second=seen / (time.perf_counter() - started))
        if self.validation is not None:
            result["validation_loss"], result["validation_accuracy"] = self.evaluate(self.validation)
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
        if not self.processes.is_first:
            return
        os.makedirs(self.options.output, exist_ok=True)
        weights = self.average.state if self.average else self.model.state_dict()
        write_aside(self.path("weights.pth"), lambda path: torch.save({k: v.detach().cpu().contiguous() for k, v in weights.items()}, path))
        state = dict(
            model=self.model.state_dict(), optimizer=self.optimizer.state_dict(), epochs=self.epochs, step=self.step, plateau=self.schedule.plateau,
            best=(self.best, self.since_best), average=(self.average.state, self.average.updates) if self.average else None)
        write_aside(self.path("state.pt"), lambda path: torch.save(state, path))
        write_aside(self.path("metrics.csv"), self.write_metrics)

    def restore(self):
        if not os.path.exists(self.path("state.pt")):
            return
        state = torch.load(self.path("state.pt"), map_location=self.processes.device)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.epochs, self.step, self.schedule.plateau, (self.best, self.since_best) = state["epochs"], state["step"], state["plateau"], state["best"]
        if self.average:
            self.average.state, self.average.updates = state["average"]
        self.processes.say(f"going on after epoch {len(self.epochs)}")

    def write_metrics(self, path):
        with open(path, "w", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(self.epochs[0]))
            writer.writeheader()
            writer.writerows(self.epochs)

    def path(self, name):
        return os.path.join(self.options.output, name)


def write_aside(path, write):
    """The file is either the old one or the whole new one."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    write(path + ".part")
    os.replace(path + ".part", path)


if __name__ == "__main__":
    Trainer(parse()).run()
