# ---- loss and average -------------------------------------------------------------------------------------------------------------------


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

    def __init__(self, model, auxiliary_weights, recipe):
        super().__init__()
        class_weights = torch.tensor(recipe.class_weights, dtype=torch.float32) if recipe.class_weights else None
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
