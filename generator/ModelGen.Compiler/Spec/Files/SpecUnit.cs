using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Spec.Blocks;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Files;

/// <summary>One file, read and bound: what does not depend on a variant. Its findings tell whether it can be used.</summary>
internal sealed class SpecUnit(SpecFile file, YamlMapping root, Vocabulary vocabulary, FindingList findings)
{
    public SpecFile File => file;

    public YamlMapping Root => root;

    public Vocabulary Vocabulary => vocabulary;

    public FindingList Findings => findings;

    /// <summary>The blocks that the file defines itself: what an import brings.</summary>
    public required IReadOnlyList<Block> Blocks { get; init; }

    public EquatableArray<ParameterDeclaration> Parameters { get; set; }

    public ItemList? Backbone { get; set; }

    public ItemList? Head { get; set; }

    public YamlNode? Section(string name) => root.Find(name);

    public YamlScalar? SectionKey(string name) => root.Entries.FirstOrDefault(e => e.Name == name)?.Key;

    /// <summary>A reader for the items and values of this file's variants; what it finds goes to the given list.</summary>
    public (ItemReader Items, ValueReader Values, CallChecks Checks) Readers(FindingList into)
    {
        var checks = new CallChecks(into);
        return (new ItemReader(vocabulary, into, checks), new ValueReader(vocabulary, checks, (_, _) => { }), checks);
    }
}
