using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Spec.Files;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Variants;

/// <summary>Lays a section over what a model has of it: mappings merge, lists, tables and layers replace.</summary>
internal static class SectionMerge
{
    /// <exception cref="SpecException">The section has not the form it must have.</exception>
    public static void Apply(ModelDefinition model, YamlEntry entry, SpecUnit unit)
    {
        switch (entry.Name)
        {
            case Sections.Training or Sections.Expect or Sections.Budget:
                MergeKeys(model, entry, unit);
                break;
            case Sections.Defaults:
                foreach (var word in Mapping(entry, "a mapping of ops and their arguments").Entries)
                {
                    foreach (var argument in Mapping(word, "a mapping of arguments").Entries)
                        model.Defaults.Add(new SourcedDefault(word.Key, new Sourced(argument, unit)));
                }

                break;
            case Sections.Dropout:
                foreach (var slot in Mapping(entry, "a mapping with branch and head").Entries)
                    model.Dropout[slot.Name] = MergeDropout(model.Dropout.TryGetValue(slot.Name, out var old) ? old : null, slot, unit);
                break;
            default:
                model.Sections[entry.Name] = new Sourced(entry, unit);
                break;
        }
    }

    /// <summary>A list laid behind another.</summary>
    public static YamlEntry Joined(YamlEntry? first, YamlEntry second) =>
        first?.Value is YamlSequence a && second.Value is YamlSequence b
            ? second with { Value = b with { Items = a.Items.Concat(b.Items).ToEquatableArray() } }
            : second;

    private static void MergeKeys(ModelDefinition model, YamlEntry section, SpecUnit unit)
    {
        if (!model.Mappings.TryGetValue(section.Name, out var entries))
            model.Mappings[section.Name] = entries = [];
        foreach (var entry in Mapping(section, "a mapping").Entries)
        {
            int known = entries.FindIndex(e => e.Entry.Name == entry.Name);
            if (known < 0)
                entries.Add(new Sourced(entry, unit));
            else
                entries[known] = new Sourced(entry, unit);
        }
    }

    /// <summary>
    /// The layer of a dropout entry is one value; its place and its filter stay where the new entry says nothing of them.
    /// </summary>
    private static Sourced MergeDropout(Sourced? old, YamlEntry entry, SpecUnit unit)
    {
        if (old?.Node is not YamlMapping below || entry.Value is not YamlMapping above)
            return new Sourced(entry, unit);
        bool replacesLayer = above.Entries.Any(e => unit.Vocabulary.IsHead(e.Name));
        var kept = below.Entries.Where(e => above.Find(e.Name) is null && (!replacesLayer || Dropouts.DropoutReader.Keys.Contains(e.Name)));
        return new Sourced(entry with { Value = above with { Entries = kept.Concat(above.Entries).ToEquatableArray() } }, unit);
    }

    private static YamlMapping Mapping(YamlEntry entry, string expected) => entry.Value as YamlMapping
        ?? throw FindingList.Error(Descriptors.WrongForm, Place.Key(entry.Key), $"'{entry.Name}'", expected, entry.Value.Describe());
}
