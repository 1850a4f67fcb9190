using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;

namespace ModelGen.Compiler.Backends.CSharp.Ops;

/// <summary>What the language's op registry knows about the op of a node.</summary>
internal static class OpTraits
{
    public static Op Definition(OpNode node) =>
        OpRegistry.Find(node.Op) ?? throw new InvalidOperationException("no op is called " + node.Op);

    public static ForwardTraits Of(OpNode node)
    {
        var memory = Definition(node).Memory;
        return new ForwardTraits(memory.OutputAliasesInput, memory.SavesInput, memory.SavesOutput);
    }

    /// <summary>True for an op that does nothing in eval mode.</summary>
    public static bool IsDropout(OpNode node) => Definition(node) is Dropout or DropPath or DropBlock;

    public static bool CanRunInPlace(OpNode node) => Definition(node).Memory.CanRunInPlace;
}
