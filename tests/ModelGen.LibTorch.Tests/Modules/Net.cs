using TorchSharp.Modules;
using TorchSharp.Utils;

namespace ModelGen.LibTorch.Tests.Modules;

/// <summary>A network as a user writes one: children, a parameter and a buffer in fields, found by reflection.</summary>
internal sealed class Net : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv = nn.Conv2d(3, 4, 3, padding: 1);
    private readonly BatchNorm2d norm = nn.BatchNorm2d(4);
    private readonly Sequential head = nn.Sequential(("pool", nn.AdaptiveAvgPool2d(1)), ("flat", nn.Flatten()), ("fc", nn.Linear(4, 2)));

    [ComponentName(Name = "gain")]
    private readonly Parameter scale = nn.Parameter(ones(1));

    private readonly Tensor offset = zeros(1);

    public Net(bool registers = true)
        : base(nameof(Net))
    {
        if (registers)
            RegisterComponents();
    }

    public BatchNorm2d Norm => norm;

    public Parameter Scale => scale;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return (head.call(nn.functional.relu(norm.call(conv.call(input)))) * scale + offset).MoveToOuterDisposeScope();
    }
}
