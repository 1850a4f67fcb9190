using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Spec.Blocks;

namespace ModelGen.Compiler.Spec.Syntax;

/// <summary>What a head can call with arguments. The family is closed.</summary>
internal abstract record Callee
{
    private Callee()
    {
    }

    public abstract string Name { get; }

    /// <summary>Names of the arguments it takes, in order.</summary>
    public abstract IEnumerable<string> Parameters { get; }

    /// <summary>The argument that the head's own value is, or null where it takes none.</summary>
    public abstract string? Main { get; }

    /// <summary>Arguments without which the call is not complete.</summary>
    public abstract IEnumerable<string> Required { get; }

    internal sealed record OfOp(Op Op) : Callee
    {
        public override string Name => Op.Name;

        public override IEnumerable<string> Parameters => Op.Parameters.Select(p => p.Name);

        public override string? Main => Op.Parameters.FirstOrDefault(p => p.IsMain)?.Name;

        public override IEnumerable<string> Required => Op.Parameters.Where(p => p.IsRequired).Select(p => p.Name);
    }

    internal sealed record OfInitializer(Initializer Initializer) : Callee
    {
        public override string Name => Initializer.Name;

        public override IEnumerable<string> Parameters => Initializer.Parameters.Select(p => p.Name);

        public override string? Main => Initializer.Parameters.FirstOrDefault(p => p.IsMain)?.Name;

        public override IEnumerable<string> Required => Initializer.Parameters.Where(p => p.IsRequired).Select(p => p.Name);
    }

    internal sealed record OfBlock(Block Block) : Callee
    {
        public override string Name => Block.Name;

        public override IEnumerable<string> Parameters => Block.Parameters.Select(p => p.Name);

        public override string? Main => Block.Parameters.Count == 0 ? null : Block.Parameters[0].Name;

        public override IEnumerable<string> Required => Block.Parameters.Where(p => p.IsRequired).Select(p => p.Name);
    }
}
