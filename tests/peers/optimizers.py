"""Runs PyTorch's optimizers and learning rate schedules, for comparison with the binding's.

    optimizers.py OUT < {"optimizers": [expression, …], "schedules": [{"optimizer": expression, "schedule": expression}, …]}

In the expressions `first` and `second` are lists of parameters, `groups` both as parameter groups, and `opt` is the optimizer. Written are the
parameters "weight.P", their gradients at each step "gradient.STEP.P" (a missing one is no gradient), for optimizer k the parameters after a step
"k.STEP.P", and for schedule k the groups' rates and momenta after each step, "rates.k" [steps, groups] and "momenta.k".
"""
import json
import sys
import warnings

import torch
from torch import optim
from torch.optim.lr_scheduler import *

import tensor_file

STEPS = 100
SHAPES = [(4, 3), (5,), (2, 2, 3)]
SHOWN = (1, 2, 10, 50, STEPS)


def trajectory():
    torch.manual_seed(5)
    weights = [torch.randn(shape) for shape in SHAPES]
    gradients = [[torch.randn(shape) * (0.5 + 0.5 / (step + 1)) for shape in SHAPES] for step in range(STEPS)]
    # The second parameter is left out now and then, the third begins late.
    for step in range(STEPS):
        if step % 7 == 3:
            gradients[step][1] = None
        if step < 5:
            gradients[step][2] = None
    return weights, gradients


def scope(weights):
    parameters = [torch.nn.Parameter(weight.clone()) for weight in weights]
    return {"torch": torch, "optim": optim, "first": parameters[:1], "second": parameters[1:], "all": parameters,
            "groups": [{"params": parameters[:1]}, {"params": parameters[1:], "lr": 0.01}], **globals()}


def optimize(expression, weights, gradients):
    names = scope(weights)
    optimizer = eval(expression, names)
    shown = {}
    for step in range(STEPS):
        for parameter, gradient in zip(names["all"], gradients[step]):
            parameter.grad = None if gradient is None else gradient.clone()
        optimizer.step()
        if step + 1 in SHOWN:
            shown.update({f"{step + 1}.{p}": parameter.detach().clone() for p, parameter in enumerate(names["all"])})
    return shown


def schedule(case, weights):
    names = scope(weights)
    names["opt"] = eval(case["optimizer"], names)
    scheduler = eval(case["schedule"], names)
    metrics = [1.0, 0.9, 0.8, 0.8, 0.79999, 0.8, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.6] + [0.6] * 40
    rates, momenta = [], []
    for step in range(41):
        rates.append([group["lr"] for group in names["opt"].param_groups])
        momenta.append([group["momentum"] if "momentum" in group else group["betas"][0] for group in names["opt"].param_groups])
        if step < 40:
            scheduler.step(metrics[step]) if isinstance(scheduler, ReduceLROnPlateau) else scheduler.step()
    return torch.tensor(rates, dtype=torch.float64), torch.tensor(momenta, dtype=torch.float64)


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    asked = json.load(sys.stdin)
    weights, gradients = trajectory()
    written = {f"weight.{p}": weight for p, weight in enumerate(weights)}
    for step, of_step in enumerate(gradients):
        written.update({f"gradient.{step}.{p}": gradient for p, gradient in enumerate(of_step) if gradient is not None})
    for k, expression in enumerate(asked["optimizers"]):
        written.update({f"{k}.{name}": tensor for name, tensor in optimize(expression, weights, gradients).items()})
    for k, case in enumerate(asked["schedules"]):
        written[f"rates.{k}"], written[f"momenta.{k}"] = schedule(case, weights)
    tensor_file.write(sys.argv[1], written)


main()
