"""The time of calls on small tensors from Python. Answers requests until its input ends.

A request is a line of JSON, {"code": "x + y", "seconds": 0.1}, of code on the tensors below; the reply {"seconds": of a call}.
"""
import json
import sys
import timeit

import torch
import torch.nn.functional as F

torch.set_num_threads(2)
NAMES = {
    "torch": torch, "F": F, "x": torch.randn(8, 8), "y": torch.randn(8, 8), "zero": torch.zeros(8, 8), "positive": torch.ones(8, 8), "one": torch.ones(1),
    "row": torch.randn(8), "weight": torch.randn(8, 8, requires_grad=True), "image": torch.randn(1, 4, 8, 8), "kernel": torch.randn(4, 4, 3, 3),
}


def measure(code, seconds):
    timer = timeit.Timer(code, globals=NAMES)
    calls = 100
    while True:
        taken = timer.timeit(calls)
        if taken >= seconds:
            return taken / calls
        calls = max(2 * calls, int(1.1 * calls * seconds / max(taken, 1e-9)))


def main():
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps({"seconds": measure(request["code"], request["seconds"])}), flush=True)


if __name__ == "__main__":
    main()
