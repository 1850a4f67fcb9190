using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Blocks;

/// <summary>Reads <c>blocks:</c> in three steps: names, signatures, bodies.</summary>
internal sealed class BlockReader(FindingList findings, CallChecks checks)
{
    private readonly List<(Block Block, YamlMapping Definition)> definitions = [];

    /// <summary>The blocks that the file defines, without signatures.</summary>
    public IReadOnlyList<Block> ReadNames(YamlNode? section)
    {
        if (section is null)
            return [];
        if (section is not YamlMapping mapping)
        {
            findings.Add(Descriptors.WrongForm, Place.ValueOrKey(section), "'blocks'", "a mapping of blocks", section.Describe());
            return [];
        }

        foreach (var entry in mapping.Entries)
            findings.Try(() => definitions.Add((new Block(CheckName(entry.Key)), Definition(entry))));
        return [.. definitions.Select(d => d.Block)];
    }

    public void ReadSignatures(Vocabulary vocabulary)
    {
        foreach (var (block, definition) in definitions)
        {
            var values = new ValueReader(vocabulary, checks, (callee, head) => Record(block, callee, head));
            var reader = new ParameterReader(vocabulary, values, findings);
            block.Vocabulary = vocabulary;
            block.Parameters = reader.ReadParameters(definition.Find("params"), key => CheckParameter(key, vocabulary));
            block.Lets = reader.ReadLets(definition.Find("let"), key => CheckLet(key, block));
        }
    }

    public void ReadBodies(Vocabulary vocabulary)
    {
        foreach (var (block, definition) in definitions)
        {
            var reader = new ItemReader(vocabulary, findings, checks, (callee, head) => Record(block, callee, head));
            if (definition.Find("body") is { } body)
                findings.Try(() => block.Body = reader.ReadList(body, "'body'"));
            else
                findings.Add(Descriptors.MissingArgument, Place.Key(block.Key), block.Name, "body", string.Empty);
        }

        foreach (var (block, _) in definitions)
            CheckRecursion(block);
    }

    private YamlMapping Definition(YamlEntry entry)
    {
        if (entry.Value is not YamlMapping definition)
            throw FindingList.Error(Descriptors.WrongForm, Place.Key(entry.Key), $"the block '{entry.Name}'",
                "a mapping with params, let and body", entry.Value.Describe());
        string[] known = ["params", "let", "body", "description"];
        foreach (var unknown in definition.Entries.Where(e => !known.Contains(e.Name)))
            findings.Add(Descriptors.UnknownKey, Place.Key(unknown.Key), $"the block '{entry.Name}'", unknown.Name,
                Nearest.Hint(unknown.Name, known));
        return definition;
    }

    private static YamlScalar CheckName(YamlScalar key)
    {
        string? taken =
            !Names.IsIdentifier(key.Text) ? "a name is made of letters, digits and _, and does not start with a digit"
            : OpRegistry.Find(key.Text) is not null ? "it is an op"
            : Words.Structures.Contains(key.Text) || key.Text == Words.None ? "it is a word of the language"
            : Words.Universal.Contains(key.Text) || Words.StructureArguments.Contains(key.Text) ? "it is a key that stands beside heads"
            : Words.OpArguments.Contains(key.Text) ? "it is an argument of ops"
            : Initializer.Find(key.Text) is not null ? "it is an initializer"
            : ParameterDeclaration.TypeWords.ContainsKey(key.Text) ? "it is a type"
            : null;
        return taken is null ? key : throw FindingList.Error(Descriptors.BlockName, Place.Key(key), key.Text, taken);
    }

    private static void CheckParameter(YamlScalar key, Vocabulary vocabulary)
    {
        string? taken =
            Words.Universal.Contains(key.Text) ? "it is a key that stands beside every head"
            : vocabulary.IsHead(key.Text) ? "it is an op, a structure or a block, and an item's only such key is its head"
            : null;
        if (taken is not null)
            throw FindingList.Error(Descriptors.VariableName, Place.Key(key), key.Text, taken);
    }

    private static void CheckLet(YamlScalar key, Block block)
    {
        if (block.Parameters.Any(p => p.Name == key.Text))
            throw FindingList.Error(Descriptors.VariableName, Place.Key(key), key.Text, "a parameter of the block has this name");
    }

    private static void Record(Block caller, Callee callee, HeadSyntax head)
    {
        if (callee is Callee.OfBlock { Block: var called })
            caller.Calls.Add((called, head));
    }

    private void CheckRecursion(Block start)
    {
        var seen = new HashSet<Block>();
        var open = new Stack<(Block Block, HeadSyntax First, string Way)>(
            start.Calls.Select(c => (c.Callee, c.Head, start.Name + " → " + c.Callee.Name)));
        while (open.Count > 0)
        {
            var (block, first, way) = open.Pop();
            if (block == start)
            {
                findings.Add(Descriptors.RecursiveBlock, first.Place, start.Name, way);
                return;
            }

            if (!seen.Add(block))
                continue;
            foreach (var (callee, _) in block.Calls)
                open.Push((callee, first, way + " → " + callee.Name));
        }
    }
}
