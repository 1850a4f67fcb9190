using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Blocks;

/// <summary>A named value of a block, computed once where the block is entered.</summary>
internal sealed record LetDeclaration(YamlScalar Key, ValueSyntax Value)
{
    public string Name => Key.Text;
}

/// <summary>
/// A block: parameters, named values and a list of items. Blocks call one another, so each exists by name before its signature is read, and
/// all signatures before any body. Identity is the file and the name.
/// </summary>
internal sealed class Block(YamlScalar key)
{
    public string Name => key.Text;

    public string File => key.File;

    public YamlScalar Key => key;

    /// <summary>The words of the file that defines it.</summary>
    public Vocabulary Vocabulary { get; set; } = Vocabulary.OfOps;

    public EquatableArray<ParameterDeclaration> Parameters { get; set; }

    public EquatableArray<LetDeclaration> Lets { get; set; }

    /// <summary>Null until the body was read, and for ever if it could not be.</summary>
    public ItemList? Body { get; set; }

    /// <summary>The heads by which this block calls blocks.</summary>
    public List<(Block Callee, HeadSyntax Head)> Calls { get; } = [];
}
