"""Writes the state dict of a PyTorch checkpoint as named tensors. usage: dump_weights.py CHECKPOINT OUTPUT"""
import sys

import torch

import tensor_file

state = torch.load(sys.argv[1], map_location="cpu")
state = state.get("state_dict", state)
tensor_file.write(sys.argv[2], {"state/" + k.removeprefix("module."): v for k, v in state.items()})
