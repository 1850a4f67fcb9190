namespace ModelGen.Generator.Tests.Language;

/// <summary>The schema as a user meets it: in an editor's language server.</summary>
public class EditorTests
{
    private const string Head = "input: [3, 8, 8]\nclasses: 10\nbackbone:\n";

    [SkippableFact]
    public void A_wrong_argument_is_underlined()
    {
        using var server = YamlLanguageServer.Start();
        string uri = server.Open(Head + "  - {conv: 16, kernl_size: 3, name: a}\n");
        Assert.Equal((3, 15, 25, "Property kernl_size is not allowed."), Assert.Single(server.Diagnostics(uri)));
    }

    [SkippableFact]
    public void A_wrong_value_is_underlined()
    {
        using var server = YamlLanguageServer.Start();
        string uri = server.Open(Head + "  - {max_pool: 0}\n  - {residual: [relu], join: mull}\n");
        var found = server.Diagnostics(uri);
        Assert.Equal([(3, 15, 16), (4, 29, 33)], found.Select(d => (d.Line, d.Start, d.End)));
        Assert.Equal("Value is below the minimum of 1.", found[0].Message);
    }

    [SkippableFact]
    public void The_arguments_of_an_op_are_offered()
    {
        using var server = YamlLanguageServer.Start();
        string uri = server.Open(Head + "  - conv: 16\n    kernel_size: 3\n    \n");
        Assert.Equal(
            ["stride", "padding", "dilation", "groups", "bias", "init", "bias_init", "name", "as", "when", "repeat", "first", "last", "tap", "aux"],
            server.Complete(uri, 5, 4));
    }

    [SkippableFact]
    public void Words_are_offered_for_values_initializers_and_sections()
    {
        using var server = YamlLanguageServer.Start();
        string padding = server.Open(Head + "  - conv: 16\n    padding: \n");
        Assert.Equal(["same"], server.Complete(padding, 4, 13));
        string init = server.Open(Head + "  - conv: 16\n    init: \n");
        Assert.Contains("kaiming_normal", server.Complete(init, 4, 10));
        string section = server.Open("input: [3, 8, 8]\nba\n");
        Assert.Contains("backbone", server.Complete(section, 1, 2));
        string item = server.Open(Head + "  - \n");
        Assert.Contains("relu", server.Complete(item, 3, 4));
    }

    [SkippableFact]
    public void The_zoo_has_nothing_underlined()
    {
        using var server = YamlLanguageServer.Start();
        foreach (string file in Directory.GetFiles(Repository.File("models"), "*.yaml", SearchOption.AllDirectories))
        {
            if (file.Contains("/bin/", StringComparison.Ordinal) || file.Contains("/obj/", StringComparison.Ordinal))
                continue;
            var found = server.Diagnostics(server.Open(File.ReadAllText(file)));
            Assert.True(found.Count == 0, file + ": " + string.Join("; ", found));
        }
    }
}
