using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Ops;

/// <summary>The C# form of every op of the language, by its word.</summary>
internal static class CSharpOps
{
    private static readonly Dictionary<string, OpEmission> Emissions =
        Layers.All.Concat(Functions.All).ToDictionary(e => e.Op, StringComparer.Ordinal);

    /// <summary>Names of the module classes that generated code mentions.</summary>
    public static IEnumerable<string> ModuleTypes => Emissions.Values.OfType<ModuleEmission>().Select(e => e.Type);

    public static OpEmission Find(string op) =>
        Emissions.TryGetValue(op, out var emission) ? emission : throw new InvalidOperationException("op " + op + " has no C# form");

    /// <summary>True for an op that is a child module.</summary>
    public static bool IsModule(Node node) => node is OpNode op && Find(op.Op) is ModuleEmission;
}
