"""The peak of resident memory of a process that trains, or infers, in PyTorch and does nothing else. Answers one request.

The request is a line of JSON, {"model": "ResNet20", "reference": null or "torchvision.resnet18", "classes": 10, "side": 32, "batch": 128,
"trains": true}; the reply {"base": bytes resident when torch was imported, "peak": bytes, "planned": null}. Training is four steps of forward, loss,
backward and an update by SGD with Nesterov momentum; inference three batches under inference_mode.
"""
import json
import sys

import torch
import torch.nn.functional as F

torch.set_num_threads(2)
torch.zeros(1)


def resident(field):
    with open("/proc/self/status") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith(field))


BASE = resident("VmRSS:")


def train(model, images, classes):
    optimizer = torch.optim.SGD(model.train().parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4, nesterov=True)
    labels = torch.randint(classes, (len(images),))
    for _ in range(4):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        loss.item()


def infer(model, images):
    model.eval()
    with torch.inference_mode():
        for _ in range(3):
            model(images)


def main():
    request = json.loads(sys.stdin.readline())
    import zoo_parity
    torch.manual_seed(0)
    model = zoo_parity.make(request["model"], request["reference"])
    images = torch.randn(request["batch"], 3, request["side"], request["side"])
    if request["trains"]:
        train(model, images, request["classes"])
    else:
        infer(model, images)
    print(json.dumps({"base": BASE, "peak": resident("VmHWM:"), "planned": None}), flush=True)


if __name__ == "__main__":
    main()
