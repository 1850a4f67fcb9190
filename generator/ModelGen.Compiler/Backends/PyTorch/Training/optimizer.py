# ---- optimizer --------------------------------------------------------------------------------------------------------------------------


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
