using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Files;

/// <summary>Which sections a file has: unknown ones, missing ones, and those that have no use.</summary>
internal static class SectionChecks
{
    public static void Check(YamlMapping root, FindingList findings)
    {
        var unknown = root.Entries.Where(e => !Sections.All.Contains(e.Name)).ToList();
        foreach (var entry in unknown)
            findings.Add(Descriptors.UnknownSection, Place.Key(entry.Key), entry.Name, Nearest.Hint(entry.Name, Sections.All));
        // A misspelt section is missing too, and one message is enough.
        if (unknown.Count > 0)
            return;
        // Positions of another file's model are models too.
        bool hasVariants = root.Find(Sections.Variants) is not null || (root.Find(Sections.Backbone) is null && root.Find(Sections.Positions) is not null);
        if (root.Find(Sections.Backbone) is null)
            CheckWithoutBackbone(root, hasVariants, findings);
        else
            CheckModels(root, hasVariants, findings);
    }

    private static void CheckModels(YamlMapping root, bool hasVariants, FindingList findings)
    {
        var backbone = root.Entries.First(e => e.Name == Sections.Backbone);
        var name = root.Entries.FirstOrDefault(e => e.Name == Sections.Name);
        if (name is not null && hasVariants)
            findings.Add(
                Descriptors.UselessSection, Place.Key(name.Key), Sections.Name, "beside 'variants', whose keys are the models' names");
        else if (name is null && !hasVariants)
            findings.Add(
                Descriptors.MissingSection, Place.Key(backbone.Key), "variants", "it, or 'name' for a single model, names the classes");
    }

    private static void CheckWithoutBackbone(YamlMapping root, bool hasVariants, FindingList findings)
    {
        foreach (var entry in root.Entries.Where(e => !Sections.OfLibraries.Contains(e.Name)))
        {
            bool isUseful = hasVariants && (entry.Name is Sections.Variants or Sections.Positions || Sections.OfVariants.Contains(entry.Name));
            if (isUseful)
                continue;
            findings.Add(Descriptors.MissingSection, Place.Key(entry.Key), Sections.Backbone, $"without it '{entry.Name}' has no use");
            return;
        }
    }
}
