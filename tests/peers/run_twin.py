"""Runs exported PyTorch twins in eval mode on random weights and images; writes both, and the logits.

usage: run_twin.py [--size N] FILE CLASS OUTPUT [FILE CLASS OUTPUT ...]

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


def run(file, name, output, size):
    torch.manual_seed(0)
    module, build = load(file, name)
    model = build().eval()
    perturb(model)
    shape = (module.INPUT[0], size, size) if size else module.INPUT
    images = torch.randn(3, *shape)
    with torch.no_grad():
        logits = model(images)
    tensor_file.write(output, {**{"state/" + k: v for k, v in model.state_dict().items()}, "input": images, "logits": logits})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int)
    parser.add_argument("jobs", nargs="+")
    options = parser.parse_args()
    for job in zip(*[iter(options.jobs)] * 3):
        run(*job, options.size)


if __name__ == "__main__":
    main()
