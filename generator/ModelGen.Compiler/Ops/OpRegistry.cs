namespace ModelGen.Compiler.Ops;

/// <summary>Every primitive of the language, by its word. Parser, schema, reference page and hints read this list alone.</summary>
public static class OpRegistry
{
    private static readonly IReadOnlyList<Op> Ops = new Op[]
    {
        new BatchNorm(),
        new Conv(),
        new Dropout(),
        new Flatten(),
        new GlobalAvgPool(),
        new Linear(),
        new Pad(),
        new Relu(),
        new Subsample(),
    }.OrderBy(op => op.Name, StringComparer.Ordinal).ToList();

    private static readonly Dictionary<string, Op> ByName = Ops.ToDictionary(op => op.Name, StringComparer.Ordinal);

    /// <summary>All ops, by name.</summary>
    public static IReadOnlyList<Op> All => Ops;

    /// <summary>The op of this word, or null.</summary>
    public static Op? Find(string name) => ByName.TryGetValue(name, out var op) ? op : null;
}
