"""Runs an exported PyTorch twin in eval mode on random weights and images; writes both, and the logits.

usage: run_twin.py FILE CLASS OUTPUT [--size N]

Norm statistics are drawn so that they matter: a fresh norm's mean is 0 and its variance 1, which hides mistakes.
"""
import argparse
import importlib.util

import torch

import tensor_file


def load(path, name):
    spec = importlib.util.spec_from_file_location("twin", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, getattr(module, name)


def perturb(model):
    for key, tensor in model.state_dict().items():
        if key.endswith("running_mean"):
            tensor.normal_(0, 0.1)
        elif key.endswith("running_var"):
            tensor.uniform_(0.7, 1.3)
        elif tensor.dim() == 1 and tensor.is_floating_point():
            tensor.uniform_(0.7, 1.3) if key.endswith("weight") else tensor.normal_(0, 0.1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("name")
    parser.add_argument("output")
    parser.add_argument("--size", type=int)
    options = parser.parse_args()
    torch.manual_seed(0)
    module, build = load(options.file, options.name)
    model = build().eval()
    perturb(model)
    channels, height, width = module.INPUT
    images = torch.randn(3, channels, options.size or height, options.size or width)
    with torch.no_grad():
        logits = model(images)
    tensor_file.write(options.output, {**{"state/" + k: v for k, v in model.state_dict().items()}, "input": images, "logits": logits})


if __name__ == "__main__":
    main()
