"""Prints the rates of torchvision's stochastic depth: a line "MODEL BLOCK RATE" for each block that has a shortcut and a rate above 0.

usage: drop_path_rates.py MODEL...
"""
import sys

from torchvision import models
from torchvision.ops import StochasticDepth

for name in sys.argv[1:]:
    for path, block in getattr(models, name)().named_modules():
        depth = next((child for child in block.children() if isinstance(child, StochasticDepth)), None)
        if depth is not None and depth.p > 0 and getattr(block, "use_res_connect", True):
            print(name, path, repr(depth.p))
