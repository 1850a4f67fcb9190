"""Trains an exported model by its own recipe: one process, or many that share each batch (DistributedDataParallel).

    python3 train_ddp.py resnet20.py --data DIR
    torchrun --nproc_per_node=4 train_ddp.py resnet20.py --data DIR --output out

DIR holds CIFAR-10's binary version (DIR/cifar-10-batches-bin, or its files themselves), or pictures as DIR/train/CLASS/*.jpg and
DIR/test/CLASS/*.jpg (or DIR/val). OUTPUT gets weights.pth, a plain state dict that ModelGen reads (`eval MODEL --weights weights.pth`),
state.pt, from which --resume goes on, metrics.csv and result.json.

The recipe's batch size is that of all processes together: what is computed does not depend on their number, but for batch norms, which see
the images of their own process alone (--sync-batch-norm joins them, on GPUs). --shards N does in one process what N processes do.

The parts: options, data, augmentation, optimizer, schedules, loss and average, processes and files, training.
"""
import argparse
import contextlib
import csv
import hashlib
import importlib.util
import json
import math
import os
import re
import sys
import time

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

# What a recipe says where the spec's training: section says nothing.
STANDARD = dict(
    optimizer="sgd", lr=0.1, momentum=0.9, nesterov=False, weight_decay=5e-4, decay_norm_and_bias=True,
    beta1=0.9, beta2=0.999, eps=1e-8, alpha=0.99,
    schedule="constant", warmup_epochs=0, step_size=30, milestones=[], gamma=0.1, power=1, restart_epochs=0, restart_factor=1, patience=10,
    min_lr=0,
    epochs=10, batch_size=128, accumulate=1, clip_norm=0, ema=0,
    dropout_schedule="constant", dropout_epochs=0, dropout_gamma=10,
    loss="cross_entropy", label_smoothing=0, class_weights=[], freeze=[], freeze_epochs=0, groups=[],
    early_stopping=0, precision="float32", memory_format="channels_last", augment=[])

CIFAR10 = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
CIFAR10_STATISTICS = [0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]
IMAGENET_STATISTICS = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="the exported file")
    parser.add_argument("--data", required=True, metavar="DIR")
    parser.add_argument("--output", default="out", metavar="DIR")
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=JSON", help="changes the recipe: --set lr=0.05 --set epochs=9")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--weights", metavar="FILE", help="a state dict to start from; what has another shape there stays fresh")
    parser.add_argument("--resume", action="store_true", help="goes on from OUTPUT/state.pt if it is there")
    parser.add_argument("--validation", type=int, default=0, metavar="N", help="training images held out and evaluated after each epoch")
    parser.add_argument("--subset", type=int, metavar="N", help="trains on N images")
    parser.add_argument("--steps", type=int, metavar="N", help="ends after N updates")
    parser.add_argument("--shards", type=int, default=1, metavar="N", help="cuts this process's part of a batch into N, as N processes do")
    parser.add_argument("--sync-batch-norm", action="store_true", help="batch norms see the whole batch (GPUs alone)")
    parser.add_argument("--backend", choices=["gloo", "nccl"], help="default: nccl with GPUs, else gloo")
    parser.add_argument("--size", type=int, metavar="N", help="height and width of the images; default: the model's own")
    parser.add_argument("--mean", type=numbers, help="of each channel, in 0..1: 0.485,0.456,0.406")
    parser.add_argument("--std", type=numbers)
    parser.add_argument("--workers", type=int, default=2, help="processes that read and augment")
    parser.add_argument("--threads", type=int, help="threads that each process computes with; default: the cores, shared out")
    parser.add_argument("--losses", metavar="FILE", help="writes the loss of every update")
    return parser.parse_args()


def numbers(text):
    return [float(n) for n in text.split(",")]


def load(path):
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def recipe_of(module, changes):
    recipe = {**STANDARD, **module.RECIPE}
    for change in changes:
        name, _, value = change.partition("=")
        try:
            recipe[name] = json.loads(value)
        except json.JSONDecodeError:
            recipe[name] = value
    unknown = set(recipe) - set(STANDARD)
    if unknown:
        raise SystemExit(f"train_ddp.py: unknown fields {sorted(unknown)}; a recipe has {sorted(STANDARD)}")
    return argparse.Namespace(**recipe)


def seed_of(*keys):
    """A seed that depends on these keys alone: whichever process asks gets the same."""
    return int.from_bytes(hashlib.sha256(repr(keys).encode()).digest()[:8], "little") >> 1
