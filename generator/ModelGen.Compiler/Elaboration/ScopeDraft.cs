using System.Globalization;
using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Elaboration;

/// <summary>How a child is called: by a name it was given, by its position, or, in a transparent list, by neither.</summary>
/// <param name="Property">What <c>as:</c> says.</param>
/// <param name="Place">Where the name is written, or the head.</param>
internal sealed record ChildName(string? Given, string? Position, string? Property, Place Place);

/// <summary>A container while its items are elaborated: nodes, names, positions.</summary>
/// <param name="identity">Equal in all instances of one class.</param>
/// <param name="class">Name of the class.</param>
/// <param name="path">Keys from the model down to it, or nothing for the model itself.</param>
internal sealed class ScopeDraft(string identity, string @class, string path)
{
    private readonly List<(Node Node, string Word, int Ordinal, ChildName? Name)> drafts = [];
    private readonly List<Residual> residuals = [];
    private readonly Dictionary<string, Place> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> ordinals = new(StringComparer.Ordinal);
    private int position;

    public string Identity => identity;

    public string Class => @class;

    public string Path => path;

    /// <summary>Nodes in it and below it, each use of a shared scope counted.</summary>
    public long Size { get; private set; }

    public IEnumerable<string> Ids => drafts.Select(d => d.Node.Id);

    public int Count => drafts.Count;

    public string NextPosition() => (position++).ToString(CultureInfo.InvariantCulture);

    /// <summary>The path of a child, for messages.</summary>
    public string PathOf(string key) => path.Length == 0 ? key : path + "." + key;

    /// <summary>An item without a name that this instance does without: later ones keep their ordinals.</summary>
    public void Omit(string word) => NextOrdinal(word);

    public void Add(Residual residual) => residuals.Add(residual);

    /// <summary>Keeps the place of a residual: an outer one stands before those inside it.</summary>
    public int ReserveResidual()
    {
        residuals.Add(null!);
        return residuals.Count - 1;
    }

    public void SetResidual(int index, Residual residual) => residuals[index] = residual;

    /// <summary>Appends a node.</summary>
    /// <param name="name">Null for what is no child: a join.</param>
    /// <param name="isChild">False for a function, whose name is taken and means nothing else.</param>
    public void Add(Node node, string word, ChildName? name, bool isChild, long size)
    {
        Size += size;
        if (name?.Given is { } given)
        {
            if (names.TryGetValue(given, out var other))
                throw new SpecException(new Finding(Descriptors.DuplicateName, name.Place, new(given)) { Related = new(other) });
            names.Add(given, name.Place);
        }

        int ordinal = isChild && name is { Given: null, Property: null } ? NextOrdinal(word) : 0;
        drafts.Add((node, word, ordinal, isChild ? name : null));
    }

    /// <summary>The finished scope.</summary>
    public Scope Finish(ScopeKind kind, Shape input, Flow result, EquatableArray<Argument> parameters) => new()
    {
        Kind = kind,
        Class = @class,
        Input = input,
        Output = result.Shape,
        Nodes = Named(kind).ToEquatableArray(),
        Result = result.Id,
        Parameters = parameters,
        Residuals = residuals.ToEquatableArray(),
    };

    private List<Node> Named(ScopeKind kind)
    {
        var properties = GivenProperties(kind);
        var result = new List<Node>(drafts.Count);
        foreach (var (node, word, ordinal, name) in drafts)
        {
            if (name is null)
            {
                result.Add(node);
                continue;
            }

            string? property = name.Property ?? (name.Given is { } given ? PropertyOf(given) : null);
            string automatic = CSharpName.Pascal(word) + ordinal.ToString(CultureInfo.InvariantCulture);
            if (property is null)
            {
                property = automatic;
                while (property == @class || properties.ContainsKey(property))
                    property += "_";
                properties.Add(property, name.Place);
            }

            string key = name.Given ?? name.Position ?? FreeKey(word + ordinal.ToString(CultureInfo.InvariantCulture));
            result.Add(node with { Key = key, Property = property });
        }

        return result;
    }

    /// <summary>
    /// The properties that names and <c>as:</c> ask for, checked against one another and against the class's own members.
    /// </summary>
    private Dictionary<string, Place> GivenProperties(ScopeKind kind)
    {
        var properties = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (var (_, _, _, name) in drafts)
        {
            if (name is null || (name.Property ?? name.Given) is not { } asked)
                continue;
            string property = name.Property ?? PropertyOf(asked);
            string? taken =
                CSharpName.ModuleMembers.Contains(property) ? "is a member of every module"
                : kind == ScopeKind.Model && CSharpName.ModelMembers.Contains(property) ? "is a member of every model class"
                : property == @class ? "is the name of the class itself"
                : null;
            if (taken is not null)
                throw FindingList.Error(Descriptors.ReservedProperty, name.Place, asked, property, taken);
            if (properties.TryGetValue(property, out var other))
                throw new SpecException(new Finding(Descriptors.PropertyClash, name.Place, new(asked, property)) { Related = new(other) });
            properties.Add(property, name.Place);
        }

        return properties;
    }

    private string FreeKey(string key)
    {
        while (names.ContainsKey(key))
            key += "_";
        return key;
    }

    private int NextOrdinal(string word) => ordinals[word] = (ordinals.TryGetValue(word, out int last) ? last : 0) + 1;

    /// <summary><c>branch1x1</c> becomes Branch1x1, <c>block1-0</c> Block1_0.</summary>
    public static string PropertyOf(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1).Replace('-', '_');
}
