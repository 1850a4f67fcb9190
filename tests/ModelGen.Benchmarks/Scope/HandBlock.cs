using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Scope;

/// <summary>A basic residual block as people write it by hand: nothing is disposed, the step's dispose scope sees to that.</summary>
internal sealed class HandBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1, conv2;
    private readonly BatchNorm2d bn1, bn2;
    private readonly Sequential? downsample;
    private readonly long stride, more;
    private readonly bool inPlace;

    /// <param name="channels">Of the input.</param>
    /// <param name="planes">Of the output.</param>
    /// <param name="stride">Of the first convolution.</param>
    /// <param name="projects">Whether a shortcut between different shapes is a convolution; else it is strided and padded with channels of zeros.</param>
    /// <param name="inPlace">Whether activations overwrite their operand.</param>
    public HandBlock(long channels, long planes, long stride, bool projects, bool inPlace) : base(nameof(HandBlock))
    {
        (this.stride, this.inPlace, more) = (stride, inPlace, planes - channels);
        conv1 = nn.Conv2d(channels, planes, 3, stride: stride, padding: 1, bias: false);
        bn1 = nn.BatchNorm2d(planes);
        conv2 = nn.Conv2d(planes, planes, 3, padding: 1, bias: false);
        bn2 = nn.BatchNorm2d(planes);
        if (projects && (stride != 1 || more != 0))
            downsample = nn.Sequential(("0", nn.Conv2d(channels, planes, 1, stride: stride, bias: false)), ("1", nn.BatchNorm2d(planes)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var y = nn.functional.relu(bn1.call(conv1.call(x)), inPlace);
        y = bn2.call(conv2.call(y));
        return nn.functional.relu(y + Shortcut(x), inPlace);
    }

    private Tensor Shortcut(Tensor x)
    {
        if (downsample is not null)
            return downsample.call(x);
        if (stride == 1 && more == 0)
            return x;
        var every = TensorIndex.Slice(step: stride);
        return nn.functional.pad(x[TensorIndex.Colon, TensorIndex.Colon, every, every], [0, 0, 0, 0, more / 2, more / 2]);
    }

    /// <summary>Blocks of one stage.</summary>
    public static ModuleList<HandBlock> Stage(int count, long channels, long planes, long stride, bool projects, bool inPlace) => new(
        [.. Enumerable.Range(0, count).Select(i => new HandBlock(i == 0 ? channels : planes, planes, i == 0 ? stride : 1, projects, inPlace))]);
}
