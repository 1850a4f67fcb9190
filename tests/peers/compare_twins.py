"""Compares exported PyTorch twins with torchvision's models: keys and shapes of the state dict, logits, auxiliary ones included.

usage: compare_twins.py FILE CLASS TORCHVISION_NAME [FILE CLASS TORCHVISION_NAME ...]
"""
import sys
import warnings

import torch
import torchvision

from run_twin import load, perturb

warnings.filterwarnings("ignore")


def outputs(model, images, twin):
    """In training mode with dropout off, auxiliary outputs too."""
    model.train()
    for module in model.modules():
        if "Drop" in type(module).__name__ or "StochasticDepth" in type(module).__name__:
            module.eval()
    with torch.no_grad():
        if twin:
            if not hasattr(model, "forward_with_aux"):
                return [model(images)]
            logits, auxiliary = model.forward_with_aux(images)
            return [logits, *auxiliary]
        result = model(images)
    if isinstance(result, torch.Tensor):
        return [result]
    return list(result)


def compare(file, name, reference):
    torch.manual_seed(0)
    module, build = load(file, name)
    init = {"init_weights": False} if reference in ("googlenet", "inception_v3") else {}
    theirs = getattr(torchvision.models, reference)(weights=None, **init)
    ours = build()
    a, b = ({k: tuple(v.shape) for k, v in m.state_dict().items()} for m in (theirs, ours))
    assert a == b, (name, sorted(set(a.items()) ^ set(b.items()))[:6])
    perturb(theirs)
    ours.load_state_dict(theirs.state_dict())
    size = min(module.INPUT[1], 128 if reference != "inception_v3" else 299)
    images = torch.randn(2, 3, size, size)
    worst = 0.0
    for x, y in zip(outputs(theirs, images, False), outputs(ours, images, True), strict=True):
        worst = max(worst, float((x - y).abs().max() / x.abs().max()))
    theirs.eval(), ours.eval()
    with torch.no_grad():
        x, y = theirs(images), ours(images)
    worst = max(worst, float((x - y).abs().max() / x.abs().max()))
    assert worst < 1e-4, (name, worst)
    print(f"{name}: {len(a)} keys, logits differ by {worst:.1e}", flush=True)


for job in zip(*[iter(sys.argv[1:])] * 3):
    compare(*job)
