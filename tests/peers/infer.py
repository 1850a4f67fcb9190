"""How fast PyTorch infers: eager, and frozen by torch.jit.freeze + optimize_for_inference. Answers requests until its input ends.

A request is a line of JSON, {"model": "ResNet20", "reference": null or "torchvision.resnet18", "input": [3, 32, 32], "batch": 128, "form": "eager" or
"optimized", "threads": 2, "seconds": 0.3}; the reply {"seconds": of a batch, the mean over that time}.
"""
import json
import sys
import time
import warnings

import torch

import zoo_parity

warnings.filterwarnings("ignore")
FORMS = {}


def form(request):
    key = (request["model"], request["form"])
    if key not in FORMS:
        torch.manual_seed(0)
        model = zoo_parity.make(request["model"], request["reference"]).eval()
        if request["form"] == "optimized":
            example = torch.randn(request["batch"], *request["input"])
            with torch.no_grad():
                model = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(model, example)))
        FORMS[key] = model
    return FORMS[key]


def measure(request):
    torch.set_num_threads(request["threads"])
    model = form(request)
    images = torch.randn(request["batch"], *request["input"])
    with torch.inference_mode():
        for _ in range(2):
            model(images)
        runs, start = 0, time.perf_counter()
        while runs == 0 or time.perf_counter() - start < request["seconds"]:
            model(images)
            runs += 1
        return (time.perf_counter() - start) / runs


def main():
    for line in sys.stdin:
        print(json.dumps({"seconds": measure(json.loads(line))}), flush=True)


if __name__ == "__main__":
    main()
