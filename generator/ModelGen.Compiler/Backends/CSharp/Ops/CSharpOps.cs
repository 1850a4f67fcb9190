namespace ModelGen.Compiler.Backends.CSharp.Ops;

/// <summary>The C# form of every op of the language, by its word.</summary>
internal static class CSharpOps
{
    private static readonly Dictionary<string, OpEmission> Emissions = new OpEmission[]
    {
        new ActivationEmission("relu", "relu"),
        new BatchNormEmission(),
        new ConvEmission(),
        new DropoutEmission(),
        new FlattenEmission(),
        new GlobalAvgPoolEmission(),
        new LinearEmission(),
    }.ToDictionary(e => e.Op, StringComparer.Ordinal);

    /// <summary>Names of the module classes that generated code mentions.</summary>
    public static IEnumerable<string> ModuleTypes => Emissions.Values.OfType<ModuleEmission>().Select(e => e.Type);

    public static OpEmission Find(string op) =>
        Emissions.TryGetValue(op, out var emission) ? emission : throw new InvalidOperationException("op " + op + " has no C# form");
}
