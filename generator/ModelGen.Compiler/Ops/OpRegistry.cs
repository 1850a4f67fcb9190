namespace ModelGen.Compiler.Ops;

/// <summary>Every primitive of the language, by its word. Parser, schema, reference page and hints read this list alone.</summary>
public static class OpRegistry
{
    private static readonly IReadOnlyList<Op> Ops = new Op[]
    {
        new AdaptivePool(isMax: false),
        new AdaptivePool(isMax: true),
        new AvgPool(),
        new BatchNorm(),
        new ChannelShuffle(),
        new Conv(),
        new ConvTranspose(),
        new Flatten(),
        new GlobalPool(isMax: false),
        new GlobalPool(isMax: true),
        new GroupNorm(),
        new Identity(),
        new LayerNorm(),
        new LayerNorm2d(),
        new Linear(),
        new MaxPool(),
        new Narrow(),
        new Pad(),
        new Permute(),
        new Prelu(),
        new Scale(),
        new Softmax(isLog: false),
        new Softmax(isLog: true),
        new Subsample(),
    }.Concat(Activation.All).Concat(Dropout.All).OrderBy(op => op.Name, StringComparer.Ordinal).ToList();

    private static readonly Dictionary<string, Op> ByName = Ops.ToDictionary(op => op.Name, StringComparer.Ordinal);

    /// <summary>All ops, by name.</summary>
    public static IReadOnlyList<Op> All => Ops;

    /// <summary>The op of this word, or null.</summary>
    public static Op? Find(string name) => ByName.TryGetValue(name, out var op) ? op : null;
}
