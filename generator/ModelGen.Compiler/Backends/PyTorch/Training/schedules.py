# ---- schedules --------------------------------------------------------------------------------------------------------------------------


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
        kinds = ("Dropout", "Dropout2d", "AlphaDropout", "DropPath", "DropBlock2d")
        self.layers = [(m, m.p) for m in model.modules() if type(m).__name__ in kinds]

    def at(self, step):
        way = step / self.length
        return dict(
            constant=1, linear=min(way, 1), curriculum=1 - math.exp(-self.gamma * way), early=float(way < 1), early_linear=max(0, 1 - way),
            late=float(way >= 1))[self.kind]

    def apply(self, step):
        for layer, rate in self.layers:
            layer.p = rate * self.at(step)


def anneal(start, end, way):
    return end + (start - end) * (1 + math.cos(math.pi * way)) / 2
