"""Evaluates expressions in PyTorch, for comparison with the same calls of the binding.

    evaluate.py OUT < JSON list of expressions

Writes the operands, and of each expression k its results "k.0", "k.1", … and the gradients "k.grad.NAME" that a fixed weighted sum of the first
result leaves in the operands. Random numbers start from the same seed before each.
"""
import json
import sys

import torch
import torch.nn.functional as F

import tensor_file

SEED = 7


def operands():
    torch.manual_seed(1)
    floats = {
        "s": torch.randn(3, 4), "t": torch.randn(3, 4), "p": torch.rand(3, 4) + 0.1, "u": torch.rand(3, 4) * 1.6 - 0.8, "v": torch.randn(5),
        "m": torch.randn(4, 4), "q": torch.randn(2, 3, 4), "x": torch.randn(2, 6, 8, 8), "w": torch.randn(4, 6, 3, 3) * 0.2,
        "g": torch.randn(4, 3, 3, 3) * 0.2, "wt": torch.randn(6, 4, 3, 3) * 0.2, "bias": torch.randn(4), "gain": torch.rand(6) + 0.5,
        "shift": torch.randn(6), "seq": torch.randn(2, 6, 9), "w1": torch.randn(4, 6, 3) * 0.2, "vol": torch.randn(1, 2, 4, 5, 6),
        "w3": torch.randn(3, 2, 2, 2, 2) * 0.3, "logits": torch.randn(4, 5), "weights": torch.rand(5) + 0.5,
    }
    others = {
        "i": torch.randint(-5, 10, (3, 4)), "j": torch.randint(1, 5, (3, 4)), "b": torch.randn(3, 4) > 0, "c": torch.randn(3, 4) > 0,
        "labels": torch.tensor([0, 4, 2, 2]), "rows": torch.tensor([2, 0, 2]), "index": torch.randint(0, 3, (3, 4)),
        "mean": torch.randn(6), "var": torch.rand(6) + 0.5, "bytes": torch.randint(0, 255, (3, 4), dtype=torch.uint8),
    }
    return floats, others


def results_of(value):
    if isinstance(value, (tuple, list)):
        return list(value)
    return [value if isinstance(value, torch.Tensor) else torch.tensor(value)]


def evaluate(expression, floats, others):
    """The results by place, and the gradients by operand."""
    leaves = {name: tensor.clone().requires_grad_() for name, tensor in floats.items()}
    scope = {"torch": torch, "F": F, **leaves, **{name: tensor.clone() for name, tensor in others.items()}}
    torch.manual_seed(SEED)
    results = results_of(eval(expression, scope))
    named = {}
    for place, result in enumerate(results):
        half = result.dtype in (torch.bfloat16, torch.float16)
        named[str(place)] = result.detach().to(torch.float32) if half else result.detach().clone()
    if results[0].requires_grad:
        first = results[0].to(torch.float64)
        (first * torch.arange(1, first.numel() + 1, dtype=torch.float64).reshape(first.shape).cos()).sum().backward()
        named.update({f"grad.{name}": leaf.grad for name, leaf in leaves.items() if leaf.grad is not None})
    return named


def main():
    torch.set_num_threads(1)
    floats, others = operands()
    written = {f"operand.{name}": tensor for name, tensor in {**floats, **others}.items()}
    errors = []
    for k, expression in enumerate(json.load(sys.stdin)):
        try:
            written.update({f"{k}.{name}": tensor for name, tensor in evaluate(expression, floats, others).items()})
        except Exception as error:
            errors.append(f"{expression}: {error}")
    if errors:
        sys.exit("\n".join(errors))
    tensor_file.write(sys.argv[1], written)


main()
