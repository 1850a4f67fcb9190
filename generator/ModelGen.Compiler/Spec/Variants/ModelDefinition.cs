using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Spec.Files;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Variants;

/// <summary>A key with its value, and the file whose words it is written in.</summary>
internal sealed record Sourced(YamlEntry Entry, SpecUnit Unit)
{
    public YamlNode Node => Entry.Value;

    public Place KeyPlace => Place.Key(Entry.Key);

    /// <summary>The value's place, or the key's where there is none.</summary>
    public Place Place => Node is YamlScalar { IsNull: true } ? KeyPlace : Place.Value(Node);
}

/// <summary>One argument that <c>defaults:</c> sets: the word's key, and the argument.</summary>
internal sealed record SourcedDefault(YamlScalar Word, Sourced Argument);

/// <summary>A model as its variant describes it: the file's sections, those of the variant it extends, and its own, merged.</summary>
internal sealed class ModelDefinition
{
    public ModelDefinition(string name, Place place, SpecUnit unit)
    {
        Name = name;
        Place = place;
        Unit = unit;
    }

    /// <summary>A copy to go on from, under another name.</summary>
    public ModelDefinition(string name, Place place, ModelDefinition other)
        : this(name, place, other.Unit)
    {
        foreach (var parameter in other.Parameters)
            Parameters[parameter.Key] = parameter.Value;
        foreach (var section in other.Sections)
            Sections[section.Key] = section.Value;
        foreach (var mapping in other.Mappings)
            Mappings[mapping.Key] = [.. mapping.Value];
        Defaults.AddRange(other.Defaults);
        foreach (var entry in other.Dropout)
            Dropout[entry.Key] = entry.Value;
    }

    public string Name { get; }

    /// <summary>Where the file names the model.</summary>
    public Place Place { get; }

    /// <summary>The file whose architecture it is.</summary>
    public SpecUnit Unit { get; }

    /// <summary>Values of the architecture's parameters.</summary>
    public Dictionary<string, Sourced> Parameters { get; } = new(StringComparer.Ordinal);

    /// <summary>Sections that are replaced as a whole.</summary>
    public Dictionary<string, Sourced> Sections { get; } = new(StringComparer.Ordinal);

    /// <summary>Sections that are merged key by key: training, expect, budget.</summary>
    public Dictionary<string, List<Sourced>> Mappings { get; } = new(StringComparer.Ordinal);

    /// <summary>Arguments set by <c>defaults:</c>; the last of equal ones counts.</summary>
    public List<SourcedDefault> Defaults { get; } = [];

    /// <summary>Entries of <c>dropout:</c> by their keys, each a mapping or a list of them.</summary>
    public Dictionary<string, Sourced> Dropout { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<Sourced> Mapping(string section) => Mappings.TryGetValue(section, out var entries) ? entries : [];

    public Sourced? Section(string name) => Sections.TryGetValue(name, out var section) ? section : null;
}
