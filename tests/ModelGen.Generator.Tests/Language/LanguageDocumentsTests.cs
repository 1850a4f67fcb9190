using ModelGen.Compiler.Backends.Language;
using ModelGen.Compiler.Ops;

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

    private static void Hold(string path, string text)
    {
        string file = Repository.File(path);
        if (Environment.GetEnvironmentVariable("MODELGEN_UPDATE_DOCUMENTS") == "1")
            File.WriteAllText(file, text);
        Assert.True(File.Exists(file) && File.ReadAllText(file).Replace("\r\n", "\n", StringComparison.Ordinal) == text,
            $"{path} is not what the compiler writes: run the tests of {nameof(LanguageDocumentsTests)} with MODELGEN_UPDATE_DOCUMENTS=1, and read the difference");
    }
}
