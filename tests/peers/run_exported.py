"""Runs an exported twin with the weights that were exported beside it. usage: run_exported.py FILE CLASS WEIGHTS OUTPUT"""
import sys

import torch

import tensor_file
from run_twin import load

file, name, weights, output = sys.argv[1:]
torch.manual_seed(0)
module, build = load(file, name)
model = build().eval()
model.load_state_dict(torch.load(weights))
images = torch.randn(2, *module.INPUT)
with torch.no_grad():
    tensor_file.write(output, {"input": images, "logits": model(images)})
