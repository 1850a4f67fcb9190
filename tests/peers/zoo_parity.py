"""What PyTorch computes for the models of the zoo. Answers requests until its input ends: importing torch costs more than most models.

A request is one line of JSON, a reply another:
  {"model": "ResNet18", "reference": "torchvision.resnet18" or null, "input": [3, 224, 224], "train": [3, 64, 64] or null, "threads": 2, "out": DIR}
  {"list": true}
  {"missing": "why"}                       nothing here is called like that
  {"keys": 122, "parameters": …, "spread": …}
  {"models": ["torchvision.alexnet", …]}   the convolutional classifiers

DIR/weights.pth    the state dict, by torch.save. Weights are the reference's own random ones; norm weights and biases are random too, and the running
                   statistics are those of a batch, then perturbed: with fresh statistics the activations of most networks vanish on the way,
                   the logits are the last bias alone, and any backbone would seem equal.
DIR/reference.dat  input and logits (eval, 2 images); with "train": images, labels, loss and norm.<parameter>, the norms of its gradients, in
                   training mode but without dropout, which has its own tests. Auxiliary heads take part with their usual weights. loss64 and
                   norm64.<parameter> are the same in double precision, where rounding hides nothing.
"spread" is how much the logits of the two images differ, relative to the largest: near 0, the comparison would prove nothing.
"""
import json
import os
import re
import sys
import warnings

import torch
import torch.nn.functional as F
from torch import nn

import cifar_models
import ghostnet_model
import keras_models
import tensor_file

AUXILIARY = {"GoogLeNetOutputs": 0.3, "InceptionOutputs": 0.4}


def make(name, reference):
    if reference is None:
        # Dropout has no keys and does nothing here: one peer serves PreResNet20_P0 to PreResNet20_None.
        name = re.sub(r"^(PreResNet\d+(?:Cifar100)?)_(P\d|H\d|None)$", r"\1", name)
        factory = (cifar_models.MODELS | keras_models.MODELS | ghostnet_model.MODELS).get(name)
        return factory() if factory else None
    package, function = reference.split(".")
    if package != "torchvision":
        return None
    import torchvision
    options = {"init_weights": False} if function in ("googlenet", "inception_v3") else {}
    return getattr(torchvision.models, function)(weights=None, **options)


def images(count, shape, generator):
    """Coarse noise with a little fine noise on it: white noise alone averages to the same everywhere."""
    channels, height, width = shape
    coarse = F.interpolate(torch.randn(count, channels, 8, 8, generator=generator), (height, width), mode="bilinear", align_corners=False)
    return coarse + 0.3 * torch.randn(count, channels, height, width, generator=generator)


def perturb(model, generator):
    for module in model.modules():
        bias = getattr(module, "bias", None)
        if isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
            module.weight.data.uniform_(0.7, 1.3, generator=generator)
            bias.data.normal_(0, 0.1, generator=generator)
        elif isinstance(bias, nn.Parameter) and not bias.any():
            bias.data.normal_(0, 0.02, generator=generator)
    for name, parameter in model.named_parameters():
        if name.endswith("layer_scale"):
            parameter.data.uniform_(0.5, 1, generator=generator)


def calibrate(model, shape, generator):
    """Takes the running statistics of one batch, then perturbs them."""
    norms = [m for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    if not norms:
        return
    model.eval()
    momenta = [m.momentum for m in norms]
    for norm in norms:
        norm.train()
        norm.momentum = 1.0
    model(images(4, shape, generator))
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum
        norm.running_mean += 0.1 * norm.running_var.sqrt() * torch.randn(norm.running_mean.shape, generator=generator)
        norm.running_var *= torch.empty_like(norm.running_var).uniform_(0.7, 1.3, generator=generator)
        norm.num_batches_tracked.zero_()


def training(model, shape, generator):
    """Loss and gradient norms of one batch, in training mode without dropout."""
    model.train()
    for module in model.modules():
        if "Dropout" in type(module).__name__ or "StochasticDepth" in type(module).__name__:
            module.eval()
    batch, labels = images(4, shape, generator), torch.randint(10, (4,), generator=generator)
    single = gradients(model, batch, labels, "")
    model.zero_grad()
    return {"images": batch, "labels": labels} | single | gradients(model.double(), batch.double(), labels, "64")


def gradients(model, batch, labels, suffix):
    outputs = model(batch)
    if isinstance(outputs, torch.Tensor):
        loss = F.cross_entropy(outputs, labels)
    else:
        loss, *auxiliary = (F.cross_entropy(o, labels) for o in outputs)
        loss = loss + AUXILIARY[type(outputs).__name__] * sum(auxiliary)
    loss.backward()
    norms = {f"norm{suffix}.{name}": parameter.grad.norm() for name, parameter in model.named_parameters()}
    return {"loss" + suffix: loss.detach()} | norms


def classifiers():
    """torchvision's classifiers, but for transformers and quantized ones."""
    import torchvision
    names = torchvision.models.list_models(module=torchvision.models)
    return ["torchvision." + n for n in names if not n.startswith(("vit_", "swin_", "maxvit"))]


def answer(request):
    if "list" in request:
        return {"models": classifiers()}
    # A sum that more threads share is added up in another order.
    torch.set_num_threads(request["threads"])
    torch.manual_seed(1)
    generator = torch.Generator().manual_seed(2)
    model = make(request["model"], request["reference"])
    if model is None:
        return {"missing": f"no peer is called {request['reference'] or request['model']}"}
    with torch.no_grad():
        perturb(model, generator)
        small = request["train"] or [request["input"][0], *(min(s, 96) for s in request["input"][1:])]
        calibrate(model, small, generator)
        model.eval()
        result = {"input": images(2, request["input"], generator)}
        result["logits"] = model(result["input"])
    state = model.state_dict()
    os.makedirs(request["out"], exist_ok=True)
    torch.save(state, os.path.join(request["out"], "weights.pth"))
    if request["train"]:
        result |= training(model, request["train"], generator)
    tensor_file.write(os.path.join(request["out"], "reference.dat"), result)
    logits = result["logits"]
    spread = (logits[0] - logits[1]).abs().max() / logits.abs().max()
    return {"keys": len(state), "parameters": sum(p.numel() for p in model.parameters()), "spread": spread.item()}


def main():
    warnings.filterwarnings("ignore")
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
