using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Spec.Blocks;

namespace ModelGen.Compiler.Spec.Syntax;

/// <summary>The words that can head an item in one file: ops, structures, and the blocks that the file defines or imports.</summary>
internal sealed class Vocabulary(IReadOnlyDictionary<string, Block> blocks)
{
    /// <summary>Ops and structures, without any block.</summary>
    public static Vocabulary OfOps { get; } = new(new Dictionary<string, Block>());

    /// <summary>Every word that can head an item.</summary>
    public IEnumerable<string> Heads => OpRegistry.All.Select(o => o.Name).Concat(Words.Structures).Concat(blocks.Keys).Append(Words.None);

    /// <summary>What a word calls, or null for a word that calls nothing.</summary>
    public Callee? Find(string word)
    {
        if (blocks.TryGetValue(word, out var block))
            return new Callee.OfBlock(block);
        return OpRegistry.Find(word) is { } op ? new Callee.OfOp(op) : null;
    }

    public bool IsHead(string word) =>
        word.StartsWith("$", StringComparison.Ordinal) || word == Words.None || Words.Structures.Contains(word) || Find(word) is not null;
}
