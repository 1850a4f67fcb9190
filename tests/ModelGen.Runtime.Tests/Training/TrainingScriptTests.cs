using System.Text.Json;
using System.Text.Json.Nodes;
using ModelGen.Compiler.Backends.PyTorch;
using ModelGen.Training;

namespace ModelGen.Runtime.Tests.Training;

/// <summary>The script of a PyTorch export says some things a second time that the runtime says first.</summary>
public sealed class TrainingScriptTests
{
    [SkippableFact]
    public void A_field_that_a_spec_leaves_out_has_the_same_value_on_both_sides()
    {
        using var folder = TrainingScript.InFolder();
        string printed = Python.RunWithTorch($"""
            import json, sys
            sys.dont_write_bytecode = True
            sys.path.insert(0, "{folder.Path}")
            import train_ddp
            print(json.dumps(train_ddp.STANDARD))
            """);
        var found = JsonNode.Parse(printed)!.AsObject();
        Assert.Equal(RecipeFields.All.Select(f => f.Name).Order(), found.Select(f => f.Key).Order());
        Assert.All(RecipeFields.All, field => Assert.True(
            JsonNode.DeepEquals(Plain(field.Read(new Recipe())), Plain(found[field.Name]!)), $"{field.Name}: {field.Read(new Recipe())}, in the script {found[field.Name]}"));
    }

    [Fact]
    public void Its_parts_are_one_file_that_names_them_in_order()
    {
        string text = PyTorchBackend.TrainingScript;
        string[] headings = [.. text.Split('\n').Where(l => l.StartsWith("# ---- ", StringComparison.Ordinal)).Select(l => l.Trim('#', '-', ' '))];
        Assert.Contains($"The parts: options, {string.Join(", ", headings)}.", text);
        Assert.EndsWith("    Trainer(parse()).run()\n", text);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 140, line));
    }

    /// <summary>5 and 5.0 are one number.</summary>
    private static JsonNode Plain(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.Number ? JsonValue.Create(double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture)) : value;
}

/// <summary>The script as Python finds it.</summary>
internal static class TrainingScript
{
    public static TemporaryFolder InFolder()
    {
        var folder = new TemporaryFolder();
        File.WriteAllText(folder[PyTorchBackend.TrainingScriptName], PyTorchBackend.TrainingScript);
        return folder;
    }
}
