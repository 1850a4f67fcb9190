"""ResNet20.

Written by ModelGen from test.yaml (spec hash 0123): edit that file, not this one. The keys of
state_dict() are those of the generated C# class, so weights go back and forth.
"""
import torch
import torch.nn.functional as F
from torch import nn

INPUT = (3, 32, 32)
CLASSES = 10
RECIPE = {
}


class Basic(nn.Module):
    """16×32×32 → 16×32×32, 16×32×32 → 32×16×16, 32×16×16 → 32×16×16, … Used 9 times."""

    def __init__(self, in_channels, planes, stride, project):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, planes, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = nn.Sequential(nn.Conv2d(in_channels, planes, 1, stride=stride, bias=False), nn.BatchNorm2d(planes)) if project else None

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.downsample is not None:
            x = self.downsample(x)
        return F.relu(x + y)


class ResNet20(nn.Module):
    """3×32×32 → 10."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(*(Basic(in_channels=16, planes=16, stride=1, project=False) for _ in range(3)))
        self.layer2 = nn.Sequential(
            Basic(in_channels=16, planes=32, stride=2, project=True),
            Basic(in_channels=32, planes=32, stride=1, project=False),
            Basic(in_channels=32, planes=32, stride=1, project=False),
        )
        self.layer3 = nn.Sequential(
            Basic(in_channels=32, planes=64, stride=2, project=True),
            Basic(in_channels=64, planes=64, stride=1, project=False),
            Basic(in_channels=64, planes=64, stride=1, project=False),
        )
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer1(x)
        x = self.layer2(x)
        x = self.layer3(x).mean((2, 3))
        return self.fc(x)


MODEL = ResNet20
