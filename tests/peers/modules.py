"""Writes what torchvision and torch give for the modules and functions of which TorchSharp has none.

usage: modules.py OUT_FILE

Each value is drawn after torch.manual_seed(1), so that the other side can draw the same.
"""
import sys

import torch
import torch.nn.functional as F
from torchvision.models.convnext import LayerNorm2d
from torchvision.ops import drop_block2d, stochastic_depth

import tensor_file


def seeded(function, *args, **kwargs):
    torch.manual_seed(1)
    return function(*args, **kwargs)


def main():
    x = torch.randn(6, 8, 11, 10, generator=torch.Generator().manual_seed(2))
    norm = LayerNorm2d(8, eps=1e-6)
    torch.manual_seed(3)
    torch.nn.init.uniform_(norm.weight)
    torch.nn.init.uniform_(norm.bias)
    out = {
        "input": x,
        "drop_path": seeded(stochastic_depth, x, p=0.4, mode="row", training=True),
        "drop_path_all": seeded(stochastic_depth, x, p=1.0, mode="row", training=True),
        "drop_path_batch": seeded(stochastic_depth, x, p=0.4, mode="batch", training=True),
        "dropout": seeded(torch.nn.Dropout(0.3), x),
        "dropout2d": seeded(torch.nn.Dropout2d(0.3), x),
        "alpha_dropout": seeded(torch.nn.AlphaDropout(0.3), x),
        "drop_block": seeded(drop_block2d, x, p=0.2, block_size=3, training=True),
        "drop_block_wide": seeded(drop_block2d, x[:, :, :5, :5].contiguous(), p=0.2, block_size=7, training=True),
        "norm.weight": norm.weight.detach(),
        "norm.bias": norm.bias.detach(),
        "layer_norm_2d": norm(x).detach(),
        "channel_shuffle": F.channel_shuffle(x, 4),
        "subsample": x[:, :, ::2, ::3].contiguous(),
    }
    tensor_file.write(sys.argv[1], out)


main()
