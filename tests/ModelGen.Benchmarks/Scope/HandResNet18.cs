using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Scope;

/// <summary>ResNet18, written by hand; its state has the generated one's keys, which are torchvision's.</summary>
internal sealed class HandResNet18 : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1 = nn.Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false);
    private readonly BatchNorm2d bn1 = nn.BatchNorm2d(64);
    private readonly MaxPool2d pool = nn.MaxPool2d(3, stride: 2, padding: 1);
    private readonly ModuleList<HandBlock> layer1, layer2, layer3, layer4;
    private readonly Linear fc = nn.Linear(512, 1000);
    private readonly bool inPlace;

    public HandResNet18(bool inPlace) : base(nameof(HandResNet18))
    {
        this.inPlace = inPlace;
        layer1 = HandBlock.Stage(2, 64, 64, 1, projects: true, inPlace);
        layer2 = HandBlock.Stage(2, 64, 128, 2, projects: true, inPlace);
        layer3 = HandBlock.Stage(2, 128, 256, 2, projects: true, inPlace);
        layer4 = HandBlock.Stage(2, 256, 512, 2, projects: true, inPlace);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = pool.call(nn.functional.relu(bn1.call(conv1.call(x)), inPlace));
        foreach (var block in layer1.Concat(layer2).Concat(layer3).Concat(layer4))
            x = block.call(x);
        return fc.call(x.mean([2, 3]));
    }
}
