"""Builds modules in PyTorch and runs them, for comparison with the same modules of the binding.

    layers.py OUT < JSON list of {"module": expression, "inputs": [expression, …]}

Of each case k it writes the inputs "k.in.0", …; the state dict that the seed gives, "k.state.KEY"; the result of forward in training, "k.train",
and in evaluation afterwards, "k.eval"; the gradients that a fixed weighted sum of the first leaves, "k.grad.KEY" and "k.grad.in.0", …; and the
buffers after it, "k.after.KEY".
"""
import json
import sys

import torch
from torch import nn

import tensor_file

SEED = 11


class ChannelShuffle(nn.Module):
    """torch.nn's has no gradient on the CPU in PyTorch 1.13."""

    def __init__(self, groups):
        super().__init__()
        self.groups = groups

    def forward(self, x):
        return x.unflatten(1, (self.groups, -1)).transpose(1, 2).flatten(1, 2)


nn.ChannelShuffle = ChannelShuffle


def weighted_sum(result):
    flat = result.to(torch.float64).reshape(-1)
    return (flat * torch.arange(1, flat.numel() + 1, dtype=torch.float64).cos()).sum()


def run(case):
    torch.manual_seed(3)
    inputs = [eval(text, {"torch": torch}) for text in case["inputs"]]
    torch.manual_seed(SEED)
    module = eval(case["module"], {"nn": nn, "torch": torch})
    # TorchSharp's losses leave the weight of the classes to the caller; PyTorch's hold it as a buffer.
    is_loss = isinstance(module, nn.modules.loss._Loss)
    written = {} if is_loss else {f"state.{key}": tensor.clone() for key, tensor in module.state_dict().items()}
    written.update({f"in.{place}": tensor.clone() for place, tensor in enumerate(inputs)})
    # A loss's last input is its target, which wants no gradient.
    learned = inputs[:-1] or inputs
    leaves = [tensor.requires_grad_(tensor.is_floating_point() and any(tensor is one for one in learned)) for tensor in inputs]
    torch.manual_seed(SEED)
    # Copies, for those modules that work in place.
    result = module(*[tensor.clone() for tensor in leaves])
    written["train"] = result.detach().clone()
    if result.requires_grad:
        weighted_sum(result).backward()
    gradients = {**dict(module.named_parameters()), **{f"in.{place}": leaf for place, leaf in enumerate(leaves)}}
    written.update({f"grad.{key}": tensor.grad.clone() for key, tensor in gradients.items() if tensor.grad is not None})
    written.update({f"after.{key}": tensor.clone() for key, tensor in module.named_buffers()})
    module.eval()
    with torch.no_grad():
        written["eval"] = module(*[tensor.clone() for tensor in leaves]).clone()
    return written


def main():
    torch.set_num_threads(1)
    written = {}
    for k, case in enumerate(json.load(sys.stdin)):
        try:
            written.update({f"{k}.{name}": tensor for name, tensor in run(case).items()})
        except Exception as error:
            sys.exit(f"{case['module']}: {error}")
    tensor_file.write(sys.argv[1], written)


main()
