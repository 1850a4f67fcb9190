using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Generator.Tests.Graphs;

/// <summary>CIFAR ResNets with projections (He et al. 2015, option B), built without the front end.</summary>
internal static class ResNets
{
    public static ModelGraph ResNet(int depth)
    {
        int blocks = (depth - 2) / 6;
        var model = new ScopeBuilder(new Shape(3, 32, 32))
            .Op("conv1", "conv", "conv1", arguments: [("out_channels", 16), ("kernel_size", 3), ("padding", 1), ("bias", false)])
            .Op("bn1", "batch_norm", "bn1")
            .Op("relu", "relu");
        for (int stage = 0; stage < 3; stage++)
            model.Child("layer" + (stage + 1), "layer" + (stage + 1), Stage(model.ShapeOf(model.Last), 16 << stage, stage == 0 ? 1 : 2, blocks));
        model.Op("pool", "global_avg_pool").Op("fc", "linear", "fc", arguments: ("out_features", 10));
        return Model("ResNet" + depth, model);
    }

    public static ModelGraph Model(string name, ScopeBuilder root) => new()
    {
        Name = name,
        File = "test.yaml",
        Input = root.Input,
        Classes = root.ShapeOf(root.Last).Channels,
        Root = root.Build(ScopeKind.Model, name),
        Recipe = new Compiler.Graph.Recipe(EquatableArray<Argument>.Empty, EquatableArray<Compiler.Graph.Augmentation>.Empty),
        SpecHash = "0123",
    };

    public static Scope Basic(Shape input, int planes, int stride)
    {
        bool project = stride != 1 || input.Channels != planes;
        var block = new ScopeBuilder(input)
            .Op("conv1", "conv", "conv1", arguments: [("out_channels", (planes, "$planes")), ("kernel_size", 3), ("stride", (stride, "$stride")), ("padding", 1), ("bias", false)])
            .Op("bn1", "batch_norm", "bn1")
            .Op("relu1", "relu")
            .Op("conv2", "conv", "conv2", arguments: [("out_channels", (planes, "$planes")), ("kernel_size", 3), ("padding", 1), ("bias", false)])
            .Op("bn2", "batch_norm", "bn2");
        if (project)
            block.Child("downsample", "downsample", Downsample(input, planes, stride), Node.Input, when: "project");
        return block
            .Join("join", JoinKind.Add, project ? "downsample" : Node.Input, "bn2")
            .Op("relu2", "relu")
            .Build(ScopeKind.Block, "Basic", parameters: [("planes", planes), ("stride", stride), ("project", project)]);
    }

    private static Scope Downsample(Shape input, int planes, int stride) => new ScopeBuilder(input)
        .Op("conv", "conv", "0", property: "Conv", arguments: [("out_channels", (planes, "$planes")), ("kernel_size", 1), ("stride", (stride, "$stride")), ("bias", false)])
        .Op("norm", "batch_norm", "1", property: "Norm")
        .Build(ScopeKind.Sequence, "Downsample");

    private static Scope Stage(Shape input, int planes, int stride, int count)
    {
        var blocks = new List<Scope>();
        for (int i = 0; i < count; i++)
            blocks.Add(Basic(i == 0 ? input : blocks[^1].Output, planes, i == 0 ? stride : 1));
        return ScopeBuilder.Repeat([.. blocks]);
    }
}
