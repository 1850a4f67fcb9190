namespace ModelGen.Compiler.Backends.PyTorch;

/// <summary>
/// Functions and modules that torch has not: those a model uses are written into its file, which so needs nothing but torch.
/// </summary>
internal static class PythonHelpers
{
    /// <summary>By name; each text stands on its own, up to those before it that it uses.</summary>
    public static IReadOnlyDictionary<string, string> Texts { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["channel_shuffle"] = """"
            def channel_shuffle(x, groups):
                """Deals the channels of each group out in turn (Zhang et al. 2018, section 3.1)."""
                n, c, h, w = x.shape
                return x.reshape(n, groups, c // groups, h, w).transpose(1, 2).reshape(n, c, h, w)
            """",
        ["ChannelShuffle"] = Module("ChannelShuffle", "groups", "channel_shuffle(x, self.groups)"),
        ["narrow"] = """"
            def narrow(x, start, length):
                """Some of the channels."""
                return x[:, start:start + length]
            """",
        ["Narrow"] = Module("Narrow", "start, length", "narrow(x, self.start, self.length)"),
        ["Permute"] = Module("Permute", "dims", "torch.permute(x, self.dims)"),
        ["Pad"] = Module("Pad", "padding, value=0.0", "F.pad(x, self.padding, value=self.value)"),
        ["subsample"] = """"
            def subsample(x, stride):
                """Every n-th row and column."""
                height, width = stride if isinstance(stride, tuple) else (stride, stride)
                return x[:, :, ::height, ::width]
            """",
        ["Subsample"] = Module("Subsample", "stride", "subsample(x, self.stride)"),
        ["pad_same"] = """"
            def pad_same(x, kernel_size, stride, dilation, value=0.0):
                """Pads for an output of ceil(size / stride), the odd row and column at the end, as TensorFlow does."""
                sides = []
                for size, k, s, d in zip(x.shape[:1:-1], *(v[::-1] if isinstance(v, tuple) else (v, v) for v in (kernel_size, stride, dilation))):
                    total = max(((size + s - 1) // s - 1) * s + d * (k - 1) + 1 - size, 0)
                    sides += [total // 2, total - total // 2]
                return F.pad(x, sides, value=value)
            """",
        ["Conv2dSame"] = """"
            class Conv2dSame(nn.Conv2d):
                """A convolution with padding for an output of ceil(size / stride)."""

                def forward(self, x):
                    return super().forward(pad_same(x, self.kernel_size, self.stride, self.dilation))
            """",
        ["max_pool_same"] = """"
            def max_pool_same(x, kernel_size, stride=None, dilation=1):
                """Max pooling with an output of ceil(size / stride)."""
                stride = kernel_size if stride is None else stride
                return F.max_pool2d(pad_same(x, kernel_size, stride, dilation, float("-inf")), kernel_size, stride, dilation=dilation)
            """",
        ["MaxPool2dSame"] = Module("MaxPool2dSame", "kernel_size, stride=None, dilation=1",
            "max_pool_same(x, self.kernel_size, self.stride, self.dilation)"),
        ["LayerNorm2d"] = """"
            class LayerNorm2d(nn.LayerNorm):
                """Layer norm over the channels of each pixel (Liu et al. 2022)."""

                def forward(self, x):
                    return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
            """",
        ["DropPath"] = """"
            class DropPath(nn.Module):
                """Zeroes a branch while training, for whole images or the whole batch: stochastic depth (Huang et al. 2016)."""

                def __init__(self, p, mode="row"):
                    super().__init__()
                    self.p, self.mode = p, mode

                def forward(self, x):
                    if not self.training or self.p == 0:
                        return x
                    survivors = torch.empty((len(x) if self.mode == "row" else 1,) + (1,) * (x.dim() - 1), dtype=x.dtype, device=x.device).bernoulli_(1 - self.p)
                    return x * (survivors / (1 - self.p) if self.p < 1 else survivors)
            """",
        ["DropBlock2d"] = """"
            class DropBlock2d(nn.Module):
                """Zeroes square regions while training, and scales the rest up (Ghiasi et al. 2018)."""

                def __init__(self, p, block_size=7):
                    super().__init__()
                    self.p, self.block_size = p, block_size

                def forward(self, x):
                    if not self.training or self.p == 0:
                        return x
                    n, c, h, w = x.shape
                    side = min(self.block_size, h, w)
                    rate = self.p * h * w / (side ** 2 * (h - side + 1) * (w - side + 1))
                    centres = torch.empty((n, c, h - side + 1, w - side + 1), dtype=x.dtype, device=x.device).bernoulli_(min(1, rate))
                    regions = F.max_pool2d(F.pad(centres, [side // 2] * 4), side, 1, side // 2)[:, :, :h, :w]
                    kept = 1 - regions
                    return x * kept * (kept.numel() / (kept.sum() + 1e-6))
            """",
    };

    /// <summary>A module around a function: its arguments become fields.</summary>
    private static string Module(string name, string parameters, string expression)
    {
        string fields = string.Join(", ", parameters.Split(',').Select(p => p.Split('=')[0].Trim()));
        return $"""
            class {name}(nn.Module):
                def __init__(self, {parameters}):
                    super().__init__()
                    {string.Join(", ", fields.Split(',').Select(f => "self." + f.Trim()))} = {fields}

                def forward(self, x):
                    return {expression}
            """;
    }
}
