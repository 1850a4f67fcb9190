"""The CIFAR networks, written by hand in PyTorch: what the generated classes are compared with.

ResNet: He et al. 2015, "Deep Residual Learning for Image Recognition", section 4.2. PreResNet: He et al. 2016, "Identity Mappings in Deep
Residual Networks". WideResNet: Zagoruyko and Komodakis 2016. ResNeXt: Xie et al. 2017. DenseNet: Huang et al. 2017. Child names are those
of the YAML specs, so that one state dict fits both.
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


class PreBottleneck(nn.Module):
    def __init__(self, channels, planes, stride):
        super().__init__()
        out = 4 * planes
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv1 = nn.Conv2d(channels, planes, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(planes)
        self.conv3 = nn.Conv2d(planes, out, 1, bias=False)
        if stride != 1 or channels != out:
            self.shortcut = nn.Conv2d(channels, out, 1, stride, bias=False)

    def forward(self, x):
        pre = F.relu(self.bn1(x))
        shortcut = self.shortcut(pre) if hasattr(self, "shortcut") else x
        y = self.conv2(F.relu(self.bn2(self.conv1(pre))))
        return self.conv3(F.relu(self.bn3(y))) + shortcut


def _stages(block, n, expansion=1):
    layers, channels = [], 16
    for planes, stride in ((16, 1), (32, 2), (64, 2)):
        blocks = []
        for i in range(n):
            blocks.append(block(channels, planes, stride if i == 0 else 1))
            channels = expansion * planes
        layers.append(nn.Sequential(*blocks))
    return layers


class ResNet(nn.Module):
    def __init__(self, depth, option="A"):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1, self.layer2, self.layer3 = _stages(lambda c, p, s: Basic(c, p, s, option), (depth - 2) // 6)
        self.linear = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(x.mean((2, 3)))


class PreResNet(nn.Module):
    def __init__(self, depth, bottleneck=False, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        block, n, expansion = (PreBottleneck, (depth - 2) // 9, 4) if bottleneck else (PreBasic, (depth - 2) // 6, 1)
        self.layer1, self.layer2, self.layer3 = _stages(block, n, expansion)
        self.bn = nn.BatchNorm2d(64 * expansion)
        self.fc = nn.Linear(64 * expansion, classes)

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(self.conv1(x))))
        return self.fc(F.relu(self.bn(x)).mean((2, 3)))


class Wide(nn.Module):
    def __init__(self, channels, out, stride, rate):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv1 = nn.Conv2d(channels, out, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.drop = nn.Dropout(rate)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        if stride != 1 or channels != out:
            self.convShortcut = nn.Conv2d(channels, out, 1, stride, bias=False)

    def forward(self, x):
        pre = F.relu(self.bn1(x))
        shortcut = self.convShortcut(pre) if hasattr(self, "convShortcut") else x
        return self.conv2(self.drop(F.relu(self.bn2(self.conv1(pre))))) + shortcut


class WideResNet(nn.Module):
    def __init__(self, depth, k, rate=0.3):
        super().__init__()
        n, channels = (depth - 4) // 6, 16
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        for i, (width, stride) in enumerate(((16, 1), (32, 2), (64, 2)), 1):
            stage = nn.Module()
            stage.layer = nn.Sequential(*(Wide(channels if j == 0 else width * k, width * k, stride if j == 0 else 1, rate) for j in range(n)))
            setattr(self, f"block{i}", stage)
            channels = width * k
        self.bn1 = nn.BatchNorm2d(channels)
        self.fc = nn.Linear(channels, 10)

    def forward(self, x):
        x = self.conv1(x)
        for stage in (self.block1, self.block2, self.block3):
            x = stage.layer(x)
        return self.fc(F.relu(self.bn1(x)).mean((2, 3)))


class ResNeXtBlock(nn.Module):
    def __init__(self, channels, planes, stride, groups, base_width):
        super().__init__()
        width, out = planes * base_width // 64 * groups, 4 * planes
        self.conv1 = nn.Conv2d(channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, groups=groups, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, out, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(out)
        if stride != 1 or channels != out:
            self.downsample = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        y = F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))
        shortcut = self.downsample(x) if hasattr(self, "downsample") else x
        return F.relu(self.bn3(self.conv3(y)) + shortcut)


class ResNeXt(nn.Module):
    def __init__(self, depth, groups, base_width):
        super().__init__()
        n, channels = (depth - 2) // 9, 64
        self.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        for i, (planes, stride) in enumerate(((64, 1), (128, 2), (256, 2)), 1):
            blocks = []
            for j in range(n):
                blocks.append(ResNeXtBlock(channels, planes, stride if j == 0 else 1, groups, base_width))
                channels = 4 * planes
            setattr(self, f"layer{i}", nn.Sequential(*blocks))
        self.fc = nn.Linear(channels, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        return self.fc(self.layer3(self.layer2(self.layer1(x))).mean((2, 3)))


class DenseLayer(nn.Module):
    def __init__(self, channels, growth, bottleneck):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(channels)
        self.bottleneck = bottleneck
        if bottleneck:
            self.conv1 = nn.Conv2d(channels, 4 * growth, 1, bias=False)
            self.norm2 = nn.BatchNorm2d(4 * growth)
            self.conv2 = nn.Conv2d(4 * growth, growth, 3, 1, 1, bias=False)
        else:
            self.conv1 = nn.Conv2d(channels, growth, 3, 1, 1, bias=False)

    def forward(self, x):
        y = self.conv1(F.relu(self.norm1(x)))
        if self.bottleneck:
            y = self.conv2(F.relu(self.norm2(y)))
        return torch.cat([x, y], 1)


class Transition(nn.Module):
    def __init__(self, channels, out):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)
        self.conv = nn.Conv2d(channels, out, 1, bias=False)

    def forward(self, x):
        return F.avg_pool2d(self.conv(F.relu(self.norm(x))), 2)


class DenseNet(nn.Module):
    def __init__(self, depth, growth, bottleneck, compression, stem):
        super().__init__()
        n, channels = (depth - 4) // (6 if bottleneck else 3), stem
        self.features = nn.Sequential()
        self.features.add_module("conv0", nn.Conv2d(3, stem, 3, 1, 1, bias=False))
        for i in (1, 2, 3):
            block = nn.Sequential()
            for j in range(n):
                block.add_module(f"denselayer{j + 1}", DenseLayer(channels, growth, bottleneck))
                channels += growth
            self.features.add_module(f"denseblock{i}", block)
            if i < 3:
                self.features.add_module(f"transition{i}", Transition(channels, int(channels * compression)))
                channels = int(channels * compression)
        self.features.add_module("norm_final", nn.BatchNorm2d(channels))
        self.classifier = nn.Linear(channels, 10)

    def forward(self, x):
        return self.classifier(F.relu(self.features(x)).mean((2, 3)))


class VGG(nn.Module):
    def __init__(self, depths):
        super().__init__()
        layers, channels = [], 3
        for n, width in zip(depths, (64, 128, 256, 512, 512)):
            for _ in range(n):
                layers += [nn.Conv2d(channels, width, 3, 1, 1), nn.BatchNorm2d(width), nn.ReLU()]
                channels = width
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Linear(512, 512), nn.ReLU(), nn.Dropout(), nn.Linear(512, 512), nn.ReLU(), nn.Dropout(),
                                        nn.Linear(512, 10))

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


def _conv_norm_relu(channels, out):
    return nn.Sequential(nn.Conv2d(channels, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU())


class Pooled(nn.Module):
    def __init__(self, channels, out, extra):
        super().__init__()
        self.conv = _conv_norm_relu(channels, out)
        self.extra = extra
        if extra:
            self.res1, self.res2 = _conv_norm_relu(out, out), _conv_norm_relu(out, out)

    def forward(self, x):
        x = F.max_pool2d(self.conv(x), 2)
        return x + self.res2(self.res1(x)) if self.extra else x


class ResNet9(nn.Module):
    def __init__(self):
        super().__init__()
        self.prep = _conv_norm_relu(3, 64)
        self.layer1, self.layer2, self.layer3 = Pooled(64, 128, True), Pooled(128, 256, False), Pooled(256, 512, True)
        self.linear = nn.Linear(512, 10)

    def forward(self, x):
        return self.linear(F.max_pool2d(self.layer3(self.layer2(self.layer1(self.prep(x)))), 4).flatten(1))


def _all():
    depths = (20, 32, 44, 56, 110, 1202)
    models = {f"ResNet{d}": lambda d=d: ResNet(d) for d in depths}
    models |= {f"ResNet{d}_B": lambda d=d: ResNet(d, "B") for d in depths}
    models |= {f"PreResNet{d}": lambda d=d: PreResNet(d) for d in depths}
    models |= {f"PreResNet{d}Cifar100": lambda d=d: PreResNet(d, classes=100) for d in (20, 110)}
    models |= {f"PreResNet{d}Bottleneck": lambda d=d: PreResNet(d, bottleneck=True) for d in (101, 110)}
    models |= {f"PreResNet{d}": lambda d=d: PreResNet(d, bottleneck=True) for d in (164, 1001)}
    models |= {f"WideResNet{d}_{k}": lambda d=d, k=k: WideResNet(d, k) for d, k in ((16, 4), (16, 8), (28, 10), (40, 4))}
    models["ResNeXt29_8x64d"] = lambda: ResNeXt(29, 8, 64)
    models["DenseNet40_12"] = lambda: DenseNet(40, 12, False, 1, 16)
    models["DenseNetBC100_12"] = lambda: DenseNet(100, 12, True, 0.5, 24)
    models["VGG16BNCifar"] = lambda: VGG((2, 2, 3, 3, 3))
    models["ResNet9"] = ResNet9
    return models


MODELS = _all()
