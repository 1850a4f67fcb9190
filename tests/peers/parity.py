"""Writes what PyTorch computes for a hand-written model: weights, inputs, logits in eval mode, and one training step.

usage: parity.py MODEL OUT_DIR [--checkpoint FILE.th]

OUT_DIR/weights.dat    the state dict before anything ran (norm statistics perturbed, so that they matter)
OUT_DIR/reference.dat  input, labels, logits (eval), loss, grad.<parameter>, after.<key> (state dict after one step of SGD)
"""
import argparse
import os

import torch
import torch.nn.functional as F

import tensor_file
from cifar_models import MODELS


def perturb_norms(model, generator):
    for m in model.modules():
        if isinstance(m, torch.nn.BatchNorm2d):
            m.running_mean.normal_(0, 0.1, generator=generator)
            m.running_var.uniform_(0.7, 1.3, generator=generator)
            m.weight.data.uniform_(0.7, 1.3, generator=generator)
            m.bias.data.normal_(0, 0.1, generator=generator)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("out")
    parser.add_argument("--checkpoint", help="a PyTorch checkpoint whose state_dict replaces the random weights")
    options = parser.parse_args()
    torch.manual_seed(1)
    generator = torch.Generator().manual_seed(2)
    model = MODELS[options.model]()
    if options.checkpoint:
        loaded = torch.load(options.checkpoint, map_location="cpu")
        model.load_state_dict({k.removeprefix("module."): v for k, v in loaded["state_dict"].items()})
    else:
        perturb_norms(model, generator)
    os.makedirs(options.out, exist_ok=True)
    tensor_file.write(os.path.join(options.out, "weights.dat"), model.state_dict())

    out = {"input": torch.randn(8, 3, 32, 32, generator=generator), "labels": torch.randint(10, (8,), generator=generator)}
    model.eval()
    with torch.no_grad():
        out["logits"] = model(out["input"])
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4, nesterov=True)
    loss = F.cross_entropy(model(out["input"]), out["labels"])
    loss.backward()
    out["loss"] = loss.detach()
    for name, p in model.named_parameters():
        out["grad." + name] = p.grad.clone()
    optimizer.step()
    for key, value in model.state_dict().items():
        out["after." + key] = value
    tensor_file.write(os.path.join(options.out, "reference.dat"), out)


if __name__ == "__main__":
    main()
