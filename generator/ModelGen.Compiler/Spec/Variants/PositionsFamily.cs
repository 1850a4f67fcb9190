using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Spec.Dropouts;
using ModelGen.Compiler.Spec.Files;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Variants;

/// <summary>A model of <c>positions:</c>: another model with its dropout in one place.</summary>
/// <param name="Base">The model, as <c>extends</c> would name it.</param>
/// <param name="Slot">What its <c>dropout:</c> is: <c>branch</c> or <c>head</c> with one entry; null for none.</param>
internal sealed record PositionMember(string Name, YamlScalar Base, Place Place, YamlEntry? Slot)
{
    /// <summary>The base's own name.</summary>
    public string BaseName => Base.Text.Substring(Base.Text.IndexOf('#') + 1);
}

/// <summary>
/// Reads <c>positions:</c>, which makes one model for each place of dropout: <c>PreResNet20_P0 … PreResNet20_P8, PreResNet20_None</c>. Each is its
/// base with the <c>dropout:</c> that the place makes, and no other.
/// </summary>
internal sealed class PositionsFamily(SpecUnit unit, FindingList findings)
{
    public const string Of = "of";
    private const string None = "none";

    private static readonly IReadOnlyList<string> Slots = [DropoutReader.Branch, DropoutReader.Head];
    private static readonly IReadOnlyList<string> Keys = [Of, .. Slots, None, Sections.Allow];

    /// <summary>The models, base by base.</summary>
    /// <param name="variants">The file's own models, which it is for where <c>of</c> is left out.</param>
    public IReadOnlyList<PositionMember> Members(IReadOnlyList<(string Name, YamlScalar Key)> variants)
    {
        if (unit.Section(Sections.Positions) is not { } section)
            return [];
        var members = new List<PositionMember>();
        findings.Try(() =>
        {
            var family = section as YamlMapping ?? throw Wrong(unit.SectionKey(Sections.Positions)!, "'positions'",
                "a mapping such as {branch: {dropout: 0.1, at: [P0, P6]}, none: true}", section);
            foreach (var entry in family.Entries.Where(e => !Keys.Contains(e.Name)))
                findings.Add(Descriptors.UnknownKey, Place.Key(entry.Key), "'positions'", entry.Name, Nearest.Hint(entry.Name, Keys));
            var places = Places(family);
            foreach (var model in Bases(family, variants))
            {
                var taken = new HashSet<string>(variants.Select(v => v.Name).Concat(members.Select(m => m.Name)), StringComparer.Ordinal);
                foreach (var (suffix, place, slot) in places)
                    members.Add(Member(model, suffix, place, slot, taken));
            }
        });
        return members;
    }

    /// <summary>The family's <c>allow:</c>, or null.</summary>
    public YamlEntry? Allow() => (unit.Section(Sections.Positions) as YamlMapping)?.Entries.FirstOrDefault(e => e.Name == Sections.Allow);

    private static PositionMember Member(YamlScalar model, string suffix, Place place, YamlEntry? slot, HashSet<string> taken)
    {
        var member = new PositionMember(string.Empty, model, place, slot);
        string name = member.BaseName + "_" + suffix;
        if (!taken.Add(name) && slot?.Name == DropoutReader.Head)
            name = member.BaseName + "_Head" + suffix;
        return member with { Name = name };
    }

    private static IEnumerable<YamlScalar> Bases(YamlMapping family, IReadOnlyList<(string Name, YamlScalar Key)> variants)
    {
        if (family.Entries.FirstOrDefault(e => e.Name == Of) is not { } of)
            return variants.Select(v => v.Key);
        IEnumerable<YamlNode> nodes = of.Value is YamlSequence list ? list.Items : [of.Value];
        return [.. nodes.Select(n => n is YamlScalar { IsNull: false } name
            ? name
            : throw Wrong(of.Key, "'of'", "models, such as [PreResNet20] or [file.yaml#PreResNet20]", n))];
    }

    private static List<(string Suffix, Place Place, YamlEntry? Slot)> Places(YamlMapping family)
    {
        var places = new List<(string, Place, YamlEntry?)>();
        foreach (var slot in family.Entries.Where(e => Slots.Contains(e.Name)))
        {
            if (slot.Value is not YamlMapping entry || entry.Entries.FirstOrDefault(e => e.Name == DropoutReader.At) is not { } at)
                throw Wrong(slot.Key, $"'{slot.Name}'", "a dropout and a list of places, such as {dropout: 0.1, at: [P0, P6]}", slot.Value);
            IEnumerable<YamlNode> items = at.Value is YamlSequence list ? list.Items : [at.Value];
            foreach (var item in items)
            {
                if (item is not YamlScalar { IsNull: false } word)
                    throw Wrong(at.Key, "'at'", "a list of places, such as [P0, P6, guideline]", item);
                var one = entry with { Entries = new([.. entry.Entries.Select(e => ReferenceEquals(e, at) ? at with { Value = word } : e)]) };
                places.Add((Suffix(word.Text), Place.Value(word), slot with { Value = one }));
            }
        }

        if (family.Entries.FirstOrDefault(e => e.Name == None) is { } none)
        {
            if (none.Value is not YamlScalar { IsPlain: true, Text: "true" or "false" } flag)
                throw Wrong(none.Key, "'none'", "true or false", none.Value);
            if (flag.Text == "true")
                places.Add(("None", Place.Key(none.Key), null));
        }

        return places;
    }

    /// <summary><c>after norm 2</c> becomes AfterNorm2.</summary>
    private static string Suffix(string place) => string.Concat(
        place.Split([' ', '_'], StringSplitOptions.RemoveEmptyEntries).Select(p => char.ToUpperInvariant(p[0]) + p.Substring(1)));

    private static SpecException Wrong(YamlScalar key, string what, string expected, YamlNode found) =>
        FindingList.Error(Descriptors.WrongForm, Place.Key(key), what, expected, found.Describe());
}
