"""How fast PyTorch trains. Answers requests until its input ends.

A request is a line of JSON, {"model": "ResNet20", "reference": null or "torchvision.resnet18", "classes": 10, "side": 32, "batch": 128,
"channels_last": false, "bfloat16": false, "seconds": 1}; the reply {"seconds": of a step, the mean over that time; null where
PyTorch cannot}. A step is forward, loss, backward and an update by SGD with Nesterov momentum and weight decay, on one batch that stays the same.
"""
import json
import sys
import time
import warnings

import torch
import torch.nn.functional as F

import zoo_parity

warnings.filterwarnings("ignore")
torch.set_num_threads(2)
PREPARED = {}


def prepare(request):
    key = (request["model"], request["channels_last"], request["bfloat16"])
    if key not in PREPARED:
        torch.manual_seed(0)
        layout = torch.channels_last if request["channels_last"] else torch.contiguous_format
        model = zoo_parity.make(request["model"], request["reference"]).train().to(memory_format=layout)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4, nesterov=True)
        images = torch.randn(request["batch"], 3, request["side"], request["side"]).contiguous(memory_format=layout)
        labels = torch.randint(request["classes"], (request["batch"],))
        PREPARED[key] = model, optimizer, images, labels
    return PREPARED[key]


def measure(request):
    model, optimizer, images, labels = prepare(request)

    def step():
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=request["bfloat16"]):
            logits = model(images)
        loss = F.cross_entropy(logits.float(), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    step()
    steps, start = 0, time.perf_counter()
    while steps == 0 or time.perf_counter() - start < request["seconds"]:
        step()
        steps += 1
    return (time.perf_counter() - start) / steps


def main():
    for line in sys.stdin:
        try:
            reply = {"seconds": measure(json.loads(line))}
        except RuntimeError as error:
            # libtorch 1.13 has no bfloat16 backward of relu6, for one.
            reply = {"seconds": None, "error": str(error)}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
