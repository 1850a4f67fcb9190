"""Networks of Keras applications, written by hand in PyTorch after keras/src/applications (resnet.py's block2 and stack2, xception.py).

Child names are those of the YAML specs. TensorFlow's `same` padding is written out: with a stride, the odd zero stands at the right and
the bottom.
"""
import torch.nn.functional as F
from torch import nn


def _norm(channels, eps):
    return nn.BatchNorm2d(channels, eps=eps, momentum=0.01)


class BottleneckV2(nn.Module):
    def __init__(self, channels, planes, stride, project):
        super().__init__()
        eps, out = 1.001e-5, 4 * planes
        self.stride, self.project = stride, project
        self.preact_bn = _norm(channels, eps)
        self.conv1 = nn.Conv2d(channels, planes, 1, bias=False)
        self.bn1 = _norm(planes, eps)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride, bias=False)
        self.bn2 = _norm(planes, eps)
        self.conv3 = nn.Conv2d(planes, out, 1)
        if project:
            self.shortcut = nn.Conv2d(channels, out, 1, stride)

    def forward(self, x):
        pre = F.relu(self.preact_bn(x))
        shortcut = self.shortcut(pre) if self.project else x[:, :, :: self.stride, :: self.stride]
        y = F.pad(F.relu(self.bn1(self.conv1(pre))), (1, 1, 1, 1))
        return shortcut + self.conv3(F.relu(self.bn2(self.conv2(y))))


class ResNetV2(nn.Module):
    def __init__(self, depths):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2)
        channels = 64
        for i, (n, planes, stride) in enumerate(zip(depths, (64, 128, 256, 512), (2, 2, 2, 1)), 2):
            blocks = []
            for j in range(n):
                blocks.append(BottleneckV2(channels, planes, stride if j == n - 1 else 1, j == 0))
                channels = 4 * planes
            setattr(self, f"conv{i}", nn.Sequential(*blocks))
        self.post_bn = _norm(channels, 1.001e-5)
        self.predictions = nn.Linear(channels, 1000)

    def forward(self, x):
        x = self.conv1(F.pad(x, (3, 3, 3, 3)))
        x = F.max_pool2d(F.pad(x, (1, 1, 1, 1)), 3, 2)
        x = self.conv5(self.conv4(self.conv3(self.conv2(x))))
        return self.predictions(F.relu(self.post_bn(x)).mean((2, 3)))


class Separable(nn.Module):
    def __init__(self, channels, out):
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, 3, padding=1, groups=channels, bias=False)
        self.pointwise = nn.Conv2d(channels, out, 1, bias=False)
        self.bn = _norm(out, 1e-3)

    def forward(self, x):
        return self.bn(self.pointwise(self.depthwise(x)))


def _same_pool(x):
    """MaxPooling2D((3, 3), strides=(2, 2), padding="same")."""
    height, width = ((-(-size // 2) - 1) * 2 + 3 - size for size in x.shape[2:])
    x = F.pad(x, (width // 2, width - width // 2, height // 2, height - height // 2), value=float("-inf"))
    return F.max_pool2d(x, 3, 2)


class Down(nn.Module):
    def __init__(self, channels, mid, out, lead):
        super().__init__()
        self.lead = lead
        self.sep1, self.sep2 = Separable(channels, mid), Separable(mid, out)
        self.shortcut = nn.Sequential(nn.Conv2d(channels, out, 1, 2, bias=False), _norm(out, 1e-3))

    def forward(self, x):
        y = self.sep1(F.relu(x) if self.lead else x)
        return _same_pool(self.sep2(F.relu(y))) + self.shortcut(x)


class Middle(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.sep1, self.sep2, self.sep3 = (Separable(channels, channels) for _ in range(3))

    def forward(self, x):
        return x + self.sep3(F.relu(self.sep2(F.relu(self.sep1(F.relu(x))))))


class Xception(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, 2, bias=False)
        self.bn1 = _norm(32, 1e-3)
        self.conv2 = nn.Conv2d(32, 64, 3, bias=False)
        self.bn2 = _norm(64, 1e-3)
        self.block2 = Down(64, 128, 128, lead=False)
        self.block3 = Down(128, 256, 256, lead=True)
        self.block4 = Down(256, 728, 728, lead=True)
        self.middle = nn.Sequential(*(Middle(728) for _ in range(8)))
        self.block13 = Down(728, 728, 1024, lead=True)
        self.sep1, self.sep2 = Separable(1024, 1536), Separable(1536, 2048)
        self.predictions = nn.Linear(2048, 1000)

    def forward(self, x):
        x = F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))
        x = self.block13(self.middle(self.block4(self.block3(self.block2(x)))))
        return self.predictions(F.relu(self.sep2(F.relu(self.sep1(x)))).mean((2, 3)))


MODELS = {
    "ResNet50V2": lambda: ResNetV2((3, 4, 6, 3)),
    "ResNet101V2": lambda: ResNetV2((3, 4, 23, 3)),
    "ResNet152V2": lambda: ResNetV2((3, 8, 36, 3)),
    "Xception": Xception,
}
