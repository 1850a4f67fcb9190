using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Diagnostics;

/// <summary>Where a finding is, before the text is consulted.</summary>
internal abstract record Place(string File)
{
    /// <summary>Known as offsets: the YAML reader's own findings, made before there is a tree.</summary>
    internal sealed record InText(string File, TextSpan Span) : Place(File);

    /// <summary>A node of the tree, by its path; or its key; or a stretch of a scalar's text.</summary>
    internal sealed record InTree(string File, string Path, bool IsKey, TextSpan? Stretch) : Place(File);

    public static Place Value(YamlNode node) => new InTree(node.File, node.Path, IsKey: false, Stretch: null);

    /// <summary>A value's place, or its key's where nothing stands there.</summary>
    public static Place ValueOrKey(YamlNode node) =>
        node is YamlScalar { IsNull: true } nothing && !nothing.Path.EndsWith("]", StringComparison.Ordinal) ? Key(nothing) : Value(node);

    public static Place Key(YamlScalar key) => new InTree(key.File, key.Path, IsKey: true, Stretch: null);

    public static Place Within(YamlScalar scalar, TextSpan span) => new InTree(scalar.File, scalar.Path, IsKey: false, span);

    public static Place WithinKey(YamlScalar key, TextSpan span) => new InTree(key.File, key.Path, IsKey: true, span);

    /// <summary>The head of the item that a node came from.</summary>
    public static Place Of(Origin origin) => origin.Head is { } head
        ? new InTree(origin.File, origin.Path + "." + head, IsKey: true, Stretch: null)
        : new InTree(origin.File, origin.Path, IsKey: false, Stretch: null);

    public static Place Of(CallSite call) => new InTree(call.File, call.Path, call.IsKey, Stretch: null);
}

/// <summary>A diagnostic before it is joined with spans: what, where in the tree, and with which words.</summary>
internal sealed record Finding(DiagnosticDescriptor Descriptor, Place Place, EquatableArray<string> Arguments)
{
    /// <summary>The other half of a clash.</summary>
    public EquatableArray<Place> Related { get; init; }

    /// <summary>The calls of blocks that led there, outermost first.</summary>
    public EquatableArray<Place> Calls { get; init; }

    /// <summary>The models it was found in, in order; empty for findings about the file itself.</summary>
    public EquatableArray<string> Models { get; init; }

    /// <summary>The same finding, seen from a call of the block that it is in.</summary>
    public Finding CalledFrom(Place call) => this with { Calls = Calls.Prepend(call).ToEquatableArray() };

    public bool IsError => Descriptor.Severity == DiagnosticSeverity.Error;

    public string Message
    {
        get
        {
            object[] arguments = Arguments.Select(a => (object)a).ToArray();
            string message = string.Format(System.Globalization.CultureInfo.InvariantCulture, Descriptor.MessageFormat, arguments);
            return message.Replace("\r", string.Empty).Replace('\n', ' ');
        }
    }
}

/// <summary>Ends the work on one item, section or model; caught by whoever can go on with the rest.</summary>
internal sealed class SpecException(Finding finding) : Exception(finding.Descriptor.Title)
{
    public Finding Finding { get; } = finding;
}

/// <summary>Collects findings; equal ones once.</summary>
internal sealed class FindingList
{
    // A file that is wrong a thousand times is told so a hundred times.
    private const int Most = 100;

    private readonly List<Finding> findings = [];
    private readonly HashSet<Finding> seen = [];

    public IReadOnlyList<Finding> All => findings;

    public int Errors { get; private set; }

    public void Add(Finding finding)
    {
        if (finding.IsError)
            Errors++;
        if (findings.Count < Most && seen.Add(finding))
            findings.Add(finding);
    }

    public void Add(DiagnosticDescriptor descriptor, Place place, params string[] arguments) =>
        Add(new Finding(descriptor, place, new(arguments)));

    public static SpecException Error(DiagnosticDescriptor descriptor, Place place, params string[] arguments) =>
        new(new Finding(descriptor, place, new(arguments)));

    /// <summary>Runs a step; if it ends in a finding, keeps it and says false.</summary>
    public bool Try(Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (SpecException e)
        {
            Add(e.Finding);
            return false;
        }
    }
}
