"""The time of torchvision's transforms on a batch, image by image in one process, as a worker of a DataLoader does it. Answers requests until its input ends.

A request is a line of JSON, {"transform": "crop_flip", "batch": 128, "seconds": 0.3}; the reply {"seconds": of a batch, collated}.
"""
import json
import sys
import time

import numpy as np
import torch
from PIL import Image
from torchvision import transforms as T

torch.set_num_threads(1)
MEAN, STD = (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)
MOVES = [T.RandomCrop(32, padding=4), T.RandomHorizontalFlip()]
NORMALISE = [T.ToTensor(), T.Normalize(MEAN, STD)]
TRANSFORMS = {
    "normalise": T.Compose(NORMALISE),
    "crop_flip": T.Compose(MOVES + NORMALISE),
    # torchvision has no cutout; erasing a square of 8 x 8 pixels is the nearest.
    "cutout": T.Compose(MOVES + NORMALISE + [T.RandomErasing(p=1, scale=(1 / 16, 1 / 16), ratio=(1, 1))]),
    "rand_augment": T.Compose(MOVES + [T.RandAugment(2, 9)] + NORMALISE),
}
IMAGES = [Image.fromarray(a) for a in np.random.default_rng(0).integers(0, 256, (256, 32, 32, 3), np.uint8)]


def measure(transform, count, seconds):
    batches, start = 0, time.perf_counter()
    while batches == 0 or time.perf_counter() - start < seconds:
        torch.stack([transform(IMAGES[i % len(IMAGES)]) for i in range(count)])
        batches += 1
    return (time.perf_counter() - start) / batches


def main():
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps({"seconds": measure(TRANSFORMS[request["transform"]], request["batch"], request["seconds"])}), flush=True)


if __name__ == "__main__":
    main()
