using System.Text.Json.Nodes;
using ModelGen.Compiler.Backends.Language;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Spec.Files;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Spec.Training;

namespace ModelGen.Generator.Tests.Language;

/// <summary>
/// What the compiler writes about its language is checked in as it writes it. To accept a change, run these tests with MODELGEN_UPDATE_DOCUMENTS=1.
/// </summary>
public class LanguageDocumentsTests
{
    [Fact]
    public void The_reference_page_is_the_registrys() => Hold("docs/reference.md", ReferencePage.Write());

    [Fact]
    public void The_schema_is_the_registrys() => Hold("models/modelgen.schema.json", JsonSchema.Write());

    [Fact]
    public void Every_op_and_every_argument_is_on_the_page_and_in_the_schema()
    {
        string page = ReferencePage.Write(), schema = JsonSchema.Write();
        Assert.All(OpRegistry.All, op =>
        {
            Assert.Contains("### " + op.Name + "\n", page);
            Assert.Contains("\"op." + op.Name + "\"", schema);
            Assert.All(op.Parameters, p => Assert.Contains("| `" + p.Name + "`", page));
        });
        Assert.All(Initializer.All, i => Assert.Contains("### " + i.Name + "\n", page));
    }

    [Fact]
    public void The_schema_has_the_words_of_the_language()
    {
        var schema = JsonNode.Parse(JsonSchema.Write())!;
        Assert.Equal(Sections.All.Order(StringComparer.Ordinal), Keys(schema["properties"]!));
        Assert.Equal(TrainingFields.Names.Order(StringComparer.Ordinal), Keys(schema["properties"]!["training"]!["properties"]!));
        Assert.All(Words.Universal, word => Assert.NotNull(schema["definitions"]!["op.conv"]!["properties"]![word]));
        var heads = schema["definitions"]!["item"]!["anyOf"]!.AsArray()[^1]!["allOf"]!.AsArray()
            .Select(c => c!["if"]!["required"]?.AsArray()[0]!.GetValue<string>()).Where(w => w is not null);
        Assert.Equal(OpRegistry.All.Select(op => op.Name).Concat(Words.Structures), heads);
    }

    private static IEnumerable<string> Keys(JsonNode node) => node.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal);

    private static void Hold(string path, string text)
    {
        string file = Repository.File(path);
        if (Environment.GetEnvironmentVariable("MODELGEN_UPDATE_DOCUMENTS") == "1")
            File.WriteAllText(file, text);
        Assert.True(File.Exists(file) && File.ReadAllText(file).Replace("\r\n", "\n", StringComparison.Ordinal) == text,
            $"{path} is not what the compiler writes: run the tests of {nameof(LanguageDocumentsTests)} with MODELGEN_UPDATE_DOCUMENTS=1, and read the difference");
    }
}
