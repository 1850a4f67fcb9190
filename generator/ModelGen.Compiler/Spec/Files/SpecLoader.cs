using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Spec.Blocks;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Files;

/// <summary>Reads a file and those it imports, each once. Imports bring the blocks of one file and not what that file imports.</summary>
internal sealed class SpecLoader(Func<string, SpecFile?> resolve)
{
    private readonly Dictionary<string, SpecUnit?> loaded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (SpecFile File, YamlMapping? Root)> texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FindingList> reports = new(StringComparer.Ordinal);
    private readonly List<string> open = [];

    /// <summary>Every file read so far, for the source map; the root is null where the text is no YAML.</summary>
    public IEnumerable<(SpecFile File, YamlMapping? Root)> Texts => texts.Values;

    /// <summary>
    /// Reads a file. What is wrong with it is in its unit's findings, or in <paramref name="findings"/> where there is no unit.
    /// </summary>
    public SpecUnit? Load(SpecFile file, FindingList findings)
    {
        if (loaded.TryGetValue(file.RelativePath, out var known))
            return known;
        var root = YamlReader.Read(file.RelativePath, file.Text, findings);
        texts[file.RelativePath] = (file, root);
        reports[file.RelativePath] = findings;
        // What follows from a slip in the YAML is not worth a message.
        bool isReadable = root is not null && findings.Errors == 0;
        open.Add(file.RelativePath);
        var unit = isReadable ? Bind(file, root!, findings) : null;
        open.RemoveAt(open.Count - 1);
        loaded[file.RelativePath] = unit;
        return unit;
    }

    /// <summary>The unit of a file that another mentions, or an error at the mention.</summary>
    /// <exception cref="SpecException">There is no such file, it is being read, or it has errors.</exception>
    public SpecUnit LoadMentioned(string fromFile, string relative, Place mention)
    {
        string path = SpecPath.Combine(fromFile, relative);
        if (open.Contains(path))
            throw FindingList.Error(Descriptors.ImportCycle, mention, string.Join(" → ", open.Skip(open.IndexOf(path)).Append(path)));
        if (resolve(path) is not { } file)
            throw FindingList.Error(Descriptors.ImportNotFound, mention, relative, path);
        var unit = Load(file, new FindingList());
        var report = reports[file.RelativePath];
        if (unit is not null && report.Errors == 0)
            return unit;
        var first = report.All.First(f => f.IsError);
        if (first.Descriptor == Descriptors.ImportCycle && first.Arguments[0].Contains(fromFile))
            throw FindingList.Error(Descriptors.ImportCycle, mention, first.Arguments[0]);
        throw FindingList.Error(Descriptors.ImportBroken, mention, path, first.Message);
    }

    private SpecUnit Bind(SpecFile file, YamlMapping root, FindingList findings)
    {
        SectionChecks.Check(root, findings);
        var checks = new CallChecks(findings);
        var blockReader = new BlockReader(findings, checks);
        var blocks = blockReader.ReadNames(root.Find(Sections.Blocks));
        var vocabulary = new Vocabulary(Visible(file, root, blocks, findings));
        var unit = new SpecUnit(file, root, vocabulary, findings) { Blocks = blocks };
        // Without the blocks of a broken import, every word of theirs would be reported as unknown.
        if (findings.All.Any(
            f => f.IsError && f.Place is Place.InTree { Path: var path } && path.StartsWith(Sections.Import, StringComparison.Ordinal)))
            return unit;
        blockReader.ReadSignatures(vocabulary);
        blockReader.ReadBodies(vocabulary);

        var items = new ItemReader(vocabulary, findings, checks);
        var values = new ValueReader(vocabulary, checks, (_, _) => { });
        unit.Parameters = new ParameterReader(vocabulary, values, findings).ReadParameters(root.Find(Sections.Params), CheckParameter);
        if (root.Find(Sections.Backbone) is { } backbone)
            findings.Try(() => unit.Backbone = items.ReadList(backbone, "'backbone'"));
        if (root.Find(Sections.Head) is { } head)
            findings.Try(() => unit.Head = items.ReadList(head, "'head'"));
        checks.Run();
        return unit;
    }

    /// <summary>The file's own blocks and those of the files it imports.</summary>
    private Dictionary<string, Block> Visible(SpecFile file, YamlMapping root, IReadOnlyList<Block> own, FindingList findings)
    {
        var visible = own.ToDictionary(b => b.Name, StringComparer.Ordinal);
        if (root.Find(Sections.Import) is not { } section)
            return visible;
        if (section is not YamlSequence imports)
        {
            findings.Add(Descriptors.WrongForm, Place.Key(root.Entries.First(e => e.Name == Sections.Import).Key), "'import'",
                "a list of files", section.Describe());
            return visible;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var import in imports.Items)
        {
            findings.Try(() =>
            {
                if (import is not YamlScalar { IsNull: false } path)
                    throw FindingList.Error(Descriptors.WrongForm, Place.Value(import), "'import'", "a list of files", import.Describe());
                if (!seen.Add(SpecPath.Combine(file.RelativePath, path.Text)))
                    throw FindingList.Error(Descriptors.ImportTwice, Place.Value(path), path.Text);
                Merge(visible, LoadMentioned(file.RelativePath, path.Text, Place.Value(path)), path);
            });
        }

        return visible;
    }

    private static void Merge(Dictionary<string, Block> visible, SpecUnit unit, YamlScalar import)
    {
        foreach (var block in unit.Blocks)
        {
            if (visible.TryGetValue(block.Name, out var other))
            {
                bool isOwn = other.File == import.File;
                throw new SpecException(new Finding(Descriptors.DuplicateBlock, isOwn ? Place.Key(other.Key) : Place.Value(import),
                    new(block.Name, isOwn ? unit.File.RelativePath : other.File, isOwn ? "and imported" : unit.File.RelativePath))
                {
                    Related = new(Place.Key(block.Key)),
                });
            }

            visible.Add(block.Name, block);
        }
    }

    private static void CheckParameter(YamlScalar key)
    {
        if (key.Text is Words.Classes or Sections.Extends || Sections.OfVariants.Contains(key.Text))
            throw FindingList.Error(Descriptors.VariableName, Place.Key(key), key.Text, "it is a section that variants set");
    }
}
