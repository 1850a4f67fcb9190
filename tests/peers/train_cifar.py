"""Trains a hand-written CIFAR model in PyTorch with the recipe of models/resnet_cifar.yaml: the peer of `./run.sh train`.

usage: train_cifar.py MODEL --data DIR [--epochs 3] [--seed 1] [--batch-size 128] [--threads 2] [--channels-last] [--json FILE]

SGD with Nesterov momentum 0.9, weight decay 5e-4, one-cycle to 0.1; random crop of 32 with padding 4, horizontal flip. The whole set is in
memory and a batch is augmented at once, so that the loader costs next to nothing.
"""
import argparse
import json
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

from cifar_models import MODELS

MEAN = torch.tensor([0.4914, 0.4822, 0.4465]).view(3, 1, 1)
STD = torch.tensor([0.2470, 0.2435, 0.2616]).view(3, 1, 1)


def read(folder, names):
    records = np.concatenate([np.fromfile(os.path.join(folder, "cifar-10-batches-bin", n), np.uint8).reshape(-1, 3073) for n in names])
    return torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32).copy()), torch.from_numpy(records[:, 0].astype(np.int64))


def normalise(images):
    return (images.float() / 255 - MEAN) / STD


def augment(images, generator):
    n = len(images)
    padded = F.pad(images, (4, 4, 4, 4))
    dx, dy = torch.randint(9, (n,), generator=generator), torch.randint(9, (n,), generator=generator)
    rows, columns = dy[:, None] + torch.arange(32), dx[:, None] + torch.arange(32)
    flip = torch.rand(n, generator=generator) < 0.5
    columns = torch.where(flip[:, None], columns.flip(1), columns)
    index = torch.arange(n)[:, None, None]
    return padded.permute(0, 2, 3, 1)[index, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--data", required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, help="stop after so many steps (for timing) and skip the evaluation")
    parser.add_argument("--channels-last", action="store_true")
    parser.add_argument("--json")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)
    layout = torch.channels_last if options.channels_last else torch.contiguous_format

    images, labels = read(options.data, [f"data_batch_{i}.bin" for i in range(1, 6)])
    model = MODELS[options.model]().to(memory_format=layout).train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4, nesterov=True)
    batches = -(-len(images) // options.batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=batches * options.epochs, cycle_momentum=False)
    seen, step, started = 0, 0, time.perf_counter()
    for epoch in range(options.epochs):
        order = torch.randperm(len(images), generator=generator)
        total = 0.0
        for batch in order.split(options.batch_size):
            x = normalise(augment(images[batch], generator)).contiguous(memory_format=layout)
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), labels[batch])
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
            seen += len(batch)
            step += 1
            if step == options.steps:
                break
        if step == options.steps:
            break
        print(f"epoch {epoch + 1}: loss {total / len(images):.4f}", flush=True)
    seconds = time.perf_counter() - started

    result = {"model": options.model, "seed": options.seed, "epochs": options.epochs, "images_per_second": seen / seconds}
    if not options.steps:
        images, labels = read(options.data, ["test_batch.bin"])
        model.eval()
        with torch.no_grad():
            logits = torch.cat([model(normalise(b).contiguous(memory_format=layout)) for b in images.split(500)])
        result |= {"test_loss": F.cross_entropy(logits, labels).item(),
                   "test_accuracy": (logits.argmax(1) == labels).float().mean().item()}
    print(json.dumps(result))
    if options.json:
        with open(options.json, "w") as f:
            json.dump(result, f)


if __name__ == "__main__":
    main()
