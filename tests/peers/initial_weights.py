"""usage: initial_weights.py MODEL SEED FILE: the weights PyTorch gives a fresh model after torch.manual_seed(SEED)."""
import sys

import torch

import tensor_file
from cifar_models import MODELS

name, seed, path = sys.argv[1:]
torch.manual_seed(int(seed))
tensor_file.write(path, MODELS[name]().state_dict())
