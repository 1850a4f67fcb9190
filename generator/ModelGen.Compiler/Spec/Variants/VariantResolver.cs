using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Elaboration;
using ModelGen.Compiler.Spec.Files;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Variants;

/// <summary>
/// Makes model definitions of variants. The order: the file's sections, then the extended variant's keys, then the variant's own. A model
/// of another file brings its architecture and its sections; this file's sections lie over them.
/// </summary>
internal sealed class VariantResolver(SpecLoader loader)
{
    private readonly List<string> open = [];

    /// <summary>The models of a file by name, in its order: its variants, then those of its <c>positions</c>.</summary>
    public static IReadOnlyList<string> Models(SpecUnit unit, FindingList findings)
    {
        var variants = Variants(unit, findings);
        var names = new HashSet<string>(variants.Select(v => v.Name), StringComparer.Ordinal);
        var all = variants.Select(v => v.Name).ToList();
        foreach (var member in new PositionsFamily(unit, findings).Members(variants))
        {
            if (names.Add(member.Name))
                all.Add(member.Name);
            else
                findings.Add(Descriptors.ModelName, member.Place, member.Name, "another model of this file has this name");
        }

        if (all.Count > Limits.Models)
        {
            findings.Add(Descriptors.WrongForm, Place.Key(unit.SectionKey(Sections.Positions)!), "'positions'", "at most 1,000 models", $"{all.Count}");
            return [];
        }

        return all;
    }

    /// <summary>Each variant with the key that names it.</summary>
    private static IReadOnlyList<(string Name, YamlScalar Key)> Variants(SpecUnit unit, FindingList findings)
    {
        if (unit.Section(Sections.Variants) is { } section)
        {
            if (section is YamlMapping { Entries.Count: > 0 and <= Limits.Models } variants)
                return [.. variants.Entries.Select(e => (e.Name, e.Key))];
            findings.Add(Descriptors.WrongForm, Place.Key(unit.SectionKey(Sections.Variants)!), "'variants'",
                "a mapping of 1 to 1,000 models, such as {Tiny: {n: 3}}", section.Describe());
            return [];
        }

        if (unit.Backbone is null || unit.Section(Sections.Name) is not { } name)
            return [];
        if (name is YamlScalar { IsNull: false } word)
            return [(word.Text, word)];
        findings.Add(Descriptors.WrongForm, Place.Key(unit.SectionKey(Sections.Name)!), "'name'", "the name of a class", name.Describe());
        return [];
    }

    /// <summary>Where a file names a model.</summary>
    public static Place KeyOf(SpecUnit unit, string name) =>
        MemberOf(unit, name)?.Place
        ?? (unit.Section(Sections.Variants) is YamlMapping variants
            ? Place.Key(variants.Entries.First(e => e.Name == name).Key)
            : Place.Value(unit.Section(Sections.Name)!));

    /// <summary>True for the model of <c>positions</c> that is another without dropout, and may equal it.</summary>
    public static bool IsWithoutDropout(SpecUnit unit, string name, string other) =>
        MemberOf(unit, name) is { Slot: null } member && member.BaseName == other;

    /// <summary>The model of <c>positions</c> with this name, if it is one.</summary>
    private static PositionMember? MemberOf(SpecUnit unit, string name)
    {
        var ignored = new FindingList();
        var variants = Variants(unit, ignored);
        return variants.Any(v => v.Name == name) ? null : new PositionsFamily(unit, ignored).Members(variants).FirstOrDefault(m => m.Name == name);
    }

    /// <summary>The definition of a model.</summary>
    /// <param name="findings">Gets what is wrong with single keys.</param>
    /// <exception cref="SpecException">There is no such model, or what it extends cannot be used.</exception>
    public ModelDefinition Resolve(SpecUnit unit, string name, FindingList findings)
    {
        if (MemberOf(unit, name) is { } member)
            return OfPosition(unit, member, findings);
        if ((unit.Section(Sections.Variants) as YamlMapping)?.Entries.FirstOrDefault(e => e.Name == name) is not { } variant)
            return OfFile(unit, name, Place.Value(unit.Section(Sections.Name)!), findings);
        if (variant.Value is not YamlMapping own)
        {
            bool isEmpty = variant.Value is YamlScalar { IsNull: true };
            throw FindingList.Error(Descriptors.WrongForm, isEmpty ? Place.Key(variant.Key) : Place.Value(variant.Value),
                $"the variant '{name}'", "a mapping of parameters and sections, or {}", variant.Value.Describe());
        }

        string identity = unit.File.RelativePath + "#" + name;
        int cycle = open.IndexOf(identity);
        if (cycle >= 0)
            throw FindingList.Error(Descriptors.ExtendsCycle, Place.Key(variant.Key),
                string.Join(" → ", open.Skip(cycle).Append(identity).Select(i => i.Substring(i.IndexOf('#') + 1))));
        open.Add(identity);
        try
        {
            var model = own.Entries.FirstOrDefault(e => e.Name == Sections.Extends) is { } extends
                ? Extended(unit, extends, name, Place.Key(variant.Key), findings)
                : OfFile(unit, name, Place.Key(variant.Key), findings);
            foreach (var entry in own.Entries.Where(e => e.Name != Sections.Extends))
                findings.Try(() => Apply(model, entry, unit));
            return model;
        }
        finally
        {
            open.RemoveAt(open.Count - 1);
        }
    }

    /// <summary>A base with its dropout in one place.</summary>
    private ModelDefinition OfPosition(SpecUnit unit, PositionMember member, FindingList findings)
    {
        bool isFiles = unit.Section(Sections.Variants) is null && member.Base.Text == (unit.Section(Sections.Name) as YamlScalar)?.Text;
        var other = isFiles
            ? OfFile(unit, member.Base.Text, member.Place, findings)
            : Extended(unit, new YamlEntry(member.Base, member.Base), member.Name, member.Place, findings);
        var model = new ModelDefinition(member.Name, member.Place, other);
        model.Dropout.Clear();
        if (member.Slot is { } slot)
            model.Dropout[slot.Name] = new Sourced(slot, unit);
        // It speaks of the base.
        model.Sections.Remove(Sections.Reference);
        if (new PositionsFamily(unit, findings).Allow() is { } allow)
            model.Sections[Sections.Allow] = new Sourced(SectionMerge.Joined(model.Section(Sections.Allow)?.Entry, allow), unit);
        return model;
    }

    private static ModelDefinition OfFile(SpecUnit unit, string name, Place place, FindingList findings)
    {
        if (unit.Backbone is null)
            throw FindingList.Error(
                Descriptors.MissingSection, place, Sections.Backbone, "a variant that has another file's says 'extends: file.yaml#Model'");
        var model = new ModelDefinition(name, place, unit);
        ApplySections(model, unit, findings);
        return model;
    }

    private ModelDefinition Extended(SpecUnit unit, YamlEntry extends, string name, Place place, FindingList findings)
    {
        if (extends.Value is not YamlScalar { IsNull: false } scalar)
            throw FindingList.Error(Descriptors.ExtendsForm, Place.Key(extends.Key), extends.Value.Describe());
        int hash = scalar.Text.IndexOf('#');
        if (hash < 0 && scalar.Text.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase))
            throw FindingList.Error(Descriptors.ExtendsForm, Place.Value(scalar), scalar.Describe());
        if (hash < 0)
        {
            Known(unit, scalar, scalar.Text);
            return new ModelDefinition(name, place, Resolve(unit, scalar.Text, findings));
        }

        string file = scalar.Text.Substring(0, hash), wanted = scalar.Text.Substring(hash + 1);
        if (file.Length == 0 || wanted.Length == 0)
            throw FindingList.Error(Descriptors.ExtendsForm, Place.Value(scalar), scalar.Describe());
        if (unit.Section(Sections.Backbone) is not null)
            throw FindingList.Error(Descriptors.ExtendsForm, Place.Value(scalar),
                $"{scalar.Describe()} in a file with a 'backbone' of its own: move the variant to a file without one");
        var other = loader.LoadMentioned(unit.File.RelativePath, file, Place.Value(scalar));
        Known(other, scalar, wanted);
        // What is wrong with the other file's variant is reported where that file is compiled.
        var elsewhere = new FindingList();
        var model = new ModelDefinition(name, place, Resolve(other, wanted, elsewhere));
        if (elsewhere.All.FirstOrDefault(f => f.IsError) is { } broken)
            throw FindingList.Error(Descriptors.ImportBroken, Place.Value(scalar), other.File.RelativePath, broken.Message);
        // These two speak of the other model.
        model.Sections.Remove(Sections.Reference);
        model.Mappings.Remove(Sections.Expect);
        ApplySections(model, unit, findings);
        return model;
    }

    private static void Known(SpecUnit unit, YamlScalar extends, string wanted)
    {
        var names = Models(unit, new FindingList());
        if (!names.Contains(wanted))
            throw FindingList.Error(Descriptors.UnknownVariant, Place.Value(extends), wanted, Nearest.Hint(wanted, names));
    }

    private static void ApplySections(ModelDefinition model, SpecUnit unit, FindingList findings)
    {
        foreach (var entry in unit.Root.Entries.Where(e => Sections.OfVariants.Contains(e.Name)))
            findings.Try(() => SectionMerge.Apply(model, entry, unit));
    }

    private static void Apply(ModelDefinition model, YamlEntry entry, SpecUnit unit)
    {
        if (model.Unit.Parameters.Any(p => p.Name == entry.Name))
            model.Parameters[entry.Name] = new Sourced(entry, unit);
        else if (Sections.OfVariants.Contains(entry.Name))
            SectionMerge.Apply(model, entry, unit);
        else
            throw FindingList.Error(Descriptors.OverridesNothing, Place.Key(entry.Key), entry.Name,
                Nearest.Hint(entry.Name, model.Unit.Parameters.Select(p => p.Name).Concat(Sections.OfVariants).Append(Sections.Extends)));
    }
}
