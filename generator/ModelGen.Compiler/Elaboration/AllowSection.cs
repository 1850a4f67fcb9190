using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Spec.Variants;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Elaboration;

/// <summary>Reads <c>allow:</c>, the ids of warnings that a spec turns off. Errors cannot be.</summary>
internal static class AllowSection
{
    public static EquatableArray<string> Read(Sourced? section, FindingList findings)
    {
        if (section is null)
            return default;
        if (section.Node is not YamlSequence list)
        {
            findings.Add(Descriptors.WrongForm, section.Place, "'allow'", "a list of ids, such as [MG6004]", section.Node.Describe());
            return default;
        }

        var ids = new List<string>();
        foreach (var node in list.Items)
        {
            string id = (node as YamlScalar)?.Text ?? string.Empty;
            var descriptor = Descriptors.All.FirstOrDefault(d => d.Id == id);
            if (descriptor is null)
                findings.Add(Descriptors.UnknownId, Place.Value(node), node.Describe(),
                    Nearest.Find(id, Descriptors.All.Select(d => d.Id)) is { } nearest ? $"; did you mean '{nearest}'?" : string.Empty);
            else if (descriptor.Severity == DiagnosticSeverity.Error)
                findings.Add(
                    Descriptors.UnknownId, Place.Value(node), node.Describe(), ": it is an error, and errors cannot be turned off");
            else
                ids.Add(id);
        }

        return ids.ToEquatableArray();
    }
}
