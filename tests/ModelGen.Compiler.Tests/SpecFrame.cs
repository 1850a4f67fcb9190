namespace ModelGen.Compiler.Tests;

/// <summary>Makes whole specs of fragments: a list is a backbone, and sections that a model needs are added at the end.</summary>
internal static class SpecFrame
{
    private const string Sections = """
        input: [3, 32, 32]
        classes: 10
        backbone: [{conv: 16, kernel_size: 3, padding: 1, name: conv1}]
        head: [global_avg_pool, {linear: $classes, name: fc}]
        variants: {Tiny: {}}
        """;

    /// <summary>Lines that are put before the fragment.</summary>
    public static int LinesBefore(string fragment) => IsList(fragment) ? 1 : 0;

    public static string Complete(string fragment)
    {
        string text = (IsList(fragment) ? "backbone:\n" : string.Empty) + fragment + (fragment.EndsWith('\n') ? string.Empty : "\n");
        var own = text.Split('\n').Select(l => l.Split(':')[0]).ToHashSet();
        if (own.Contains("name"))
            own.Add("variants");
        return text + string.Concat(Sections.Split('\n').Where(l => !own.Contains(l.Split(':')[0])).Select(l => l.TrimEnd() + "\n"));
    }

    private static bool IsList(string fragment) => fragment.StartsWith("- ", StringComparison.Ordinal);
}
