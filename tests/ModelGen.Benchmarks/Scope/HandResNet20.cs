using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Scope;

/// <summary>ResNet20 for CIFAR, written by hand; its state has the generated one's keys.</summary>
internal sealed class HandResNet20 : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1 = nn.Conv2d(3, 16, 3, padding: 1, bias: false);
    private readonly BatchNorm2d bn1 = nn.BatchNorm2d(16);
    private readonly ModuleList<HandBlock> layer1, layer2, layer3;
    private readonly Linear linear = nn.Linear(64, 10);
    private readonly bool inPlace;

    public HandResNet20(bool inPlace) : base(nameof(HandResNet20))
    {
        this.inPlace = inPlace;
        layer1 = HandBlock.Stage(3, 16, 16, 1, projects: false, inPlace);
        layer2 = HandBlock.Stage(3, 16, 32, 2, projects: false, inPlace);
        layer3 = HandBlock.Stage(3, 32, 64, 2, projects: false, inPlace);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = nn.functional.relu(bn1.call(conv1.call(x)), inPlace);
        foreach (var block in layer1.Concat(layer2).Concat(layer3))
            x = block.call(x);
        return linear.call(x.mean([2, 3]));
    }
}
