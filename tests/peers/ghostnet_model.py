"""GhostNet, written by hand in PyTorch after Han et al. 2020: section 3.1, figure 3 and table 1."""
import torch
import torch.nn.functional as F
from torch import nn


def _conv_norm(channels, out, kernel, stride=1, groups=1):
    return nn.Conv2d(channels, out, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(out)


class Ghost(nn.Module):
    def __init__(self, channels, out, act):
        super().__init__()
        half, last = out // 2, [nn.ReLU()] if act else []
        self.primary_conv = nn.Sequential(*_conv_norm(channels, half, 1), *last)
        self.cheap_operation = nn.Sequential(*_conv_norm(half, half, 3, groups=half), *last)

    def forward(self, x):
        first = self.primary_conv(x)
        return torch.cat([first, self.cheap_operation(first)], 1)


class Attention(nn.Module):
    def __init__(self, channels):
        super().__init__()
        squeeze = (channels // 4 + 2) // 4 * 4
        self.conv_reduce = nn.Conv2d(channels, squeeze, 1)
        self.conv_expand = nn.Conv2d(squeeze, channels, 1)

    def forward(self, x):
        gate = self.conv_expand(F.relu(self.conv_reduce(x.mean((2, 3), keepdim=True))))
        return x * F.hardsigmoid(gate)


class Bottleneck(nn.Module):
    def __init__(self, channels, expand, out, kernel=3, stride=1, attend=False):
        super().__init__()
        self.ghost1 = Ghost(channels, expand, True)
        self.stride, self.attend = stride, attend
        if stride > 1:
            self.conv_dw, self.bn_dw = _conv_norm(expand, expand, kernel, stride, expand)
        if attend:
            self.se = Attention(expand)
        self.ghost2 = Ghost(expand, out, False)
        self.project = stride > 1 or channels != out
        if self.project:
            self.shortcut = nn.Sequential(*_conv_norm(channels, channels, kernel, stride, channels), *_conv_norm(channels, out, 1))

    def forward(self, x):
        y = self.ghost1(x)
        if self.stride > 1:
            y = self.bn_dw(self.conv_dw(y))
        if self.attend:
            y = self.se(y)
        return self.ghost2(y) + (self.shortcut(x) if self.project else x)


class Widen(nn.Module):
    def __init__(self, channels, out):
        super().__init__()
        self.conv, self.bn1 = _conv_norm(channels, out, 1)

    def forward(self, x):
        return F.relu(self.bn1(self.conv(x)))


class GhostNet(nn.Module):
    # expansion, width, kernel, stride, attention
    STAGES = (
        [(16, 16, 3, 1, 0)], [(48, 24, 3, 2, 0)], [(72, 24, 3, 1, 0)], [(72, 40, 5, 2, 1)], [(120, 40, 5, 1, 1)], [(240, 80, 3, 2, 0)],
        [(200, 80, 3, 1, 0), (184, 80, 3, 1, 0), (184, 80, 3, 1, 0), (480, 112, 3, 1, 1), (672, 112, 3, 1, 1)],
        [(672, 160, 5, 2, 1)], [(960, 160, 5, 1, 0), (960, 160, 5, 1, 1), (960, 160, 5, 1, 0), (960, 160, 5, 1, 1)],
    )

    def __init__(self):
        super().__init__()
        self.conv_stem, self.bn1 = _conv_norm(3, 16, 3, 2)
        channels, stages = 16, []
        for rows in self.STAGES:
            blocks = []
            for expand, width, kernel, stride, attend in rows:
                blocks.append(Bottleneck(channels, expand, width, kernel, stride, bool(attend)))
                channels = width
            stages.append(nn.Sequential(*blocks))
        self.blocks = nn.Sequential(*stages, nn.Sequential(Widen(channels, 960)))
        self.conv_head = nn.Conv2d(960, 1280, 1)
        self.dropout = nn.Dropout(0.2)
        self.classifier = nn.Linear(1280, 1000)

    def forward(self, x):
        x = self.blocks(F.relu(self.bn1(self.conv_stem(x)))).mean((2, 3), keepdim=True)
        return self.classifier(self.dropout(F.relu(self.conv_head(x)).flatten(1)))


MODELS = {"GhostNet": GhostNet}
