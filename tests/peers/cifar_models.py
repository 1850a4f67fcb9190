"""The CIFAR residual networks, written by hand in PyTorch: what the generated classes are compared with.

ResNet: He et al. 2015, "Deep Residual Learning for Image Recognition", section 4.2. PreResNet: He et al. 2016, "Identity Mappings in Deep
Residual Networks". Child names are those of the YAML specs, so that one state dict fits both.
"""
import torch
import torch.nn.functional as F
from torch import nn


class Basic(nn.Module):
    """Post-activation block. Option A: strided identity with zero-padded channels; option B: a 1x1 projection with a norm."""

    def __init__(self, channels, planes, stride, option):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.stride, self.extra = stride, planes - channels
        self.project = stride != 1 or channels != planes
        self.option = option
        if self.project and option == "B":
            self.shortcut = nn.Sequential(nn.Conv2d(channels, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.project and self.option == "A":
            half = self.extra // 2
            x = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, half, half))
        elif self.project:
            x = self.shortcut(x)
        return F.relu(y + x)


class PreBasic(nn.Module):
    """Pre-activation block; a projection starts after the first norm and activation."""

    def __init__(self, channels, planes, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv1 = nn.Conv2d(channels, planes, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        if stride != 1 or channels != planes:
            self.shortcut = nn.Conv2d(channels, planes, 1, stride, bias=False)

    def forward(self, x):
        pre = F.relu(self.bn1(x))
        shortcut = self.shortcut(pre) if hasattr(self, "shortcut") else x
        return self.conv2(F.relu(self.bn2(self.conv1(pre)))) + shortcut


def _stages(block, depth):
    n = (depth - 2) // 6
    layers, channels = [], 16
    for planes, stride in ((16, 1), (32, 2), (64, 2)):
        blocks = []
        for i in range(n):
            blocks.append(block(channels, planes, stride if i == 0 else 1))
            channels = planes
        layers.append(nn.Sequential(*blocks))
    return layers


class ResNet(nn.Module):
    def __init__(self, depth, option="A"):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1, self.layer2, self.layer3 = _stages(lambda c, p, s: Basic(c, p, s, option), depth)
        self.linear = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(x.mean((2, 3)))


class PreResNet(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.layer1, self.layer2, self.layer3 = _stages(PreBasic, depth)
        self.bn = nn.BatchNorm2d(64)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(self.conv1(x))))
        return self.fc(F.relu(self.bn(x)).mean((2, 3)))


MODELS = {
    "ResNet20": lambda: ResNet(20),
    "ResNet20_B": lambda: ResNet(20, "B"),
    "ResNet32": lambda: ResNet(32),
    "PreResNet20": lambda: PreResNet(20),
    "PreResNet32": lambda: PreResNet(32),
}
