using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelGen.Generator.Tests.Incremental;

/// <summary>A project of specs that the generator runs on, edit after edit.</summary>
internal sealed class GeneratorRun
{
    private readonly ProjectOptions options = new();
    private readonly Dictionary<string, SpecText> specs = [];
    private GeneratorDriver driver;

    public GeneratorRun(params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
            specs[name] = new SpecText(ProjectOptions.Directory + name, text);
        driver = CSharpGeneratorDriver.Create(
            [new ModelGenerator().AsSourceGenerator()],
            specs.Values,
            new CSharpParseOptions(LanguageVersion.Preview),
            options,
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        Run();
    }

    public ImmutableArray<Diagnostic> Diagnostics => driver.GetRunResult().Diagnostics;

    /// <summary>Generated files by hint name.</summary>
    public IReadOnlyDictionary<string, string> Sources =>
        driver.GetRunResult().Results.Single().GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());

    public Exception? Exception => driver.GetRunResult().Results.Single().Exception;

    /// <summary>Says something of a file in an .editorconfig, and runs again.</summary>
    public GeneratorRun Configure(string name, string key, string value)
    {
        options.Sections.TryAdd(ProjectOptions.Directory + name, []);
        options.Sections[ProjectOptions.Directory + name][key] = value;
        // A build hands in a provider of its own each time.
        driver = driver.WithUpdatedAnalyzerConfigOptions(options.Copy());
        return Run();
    }

    /// <summary>Replaces a file's text and runs again.</summary>
    public GeneratorRun Edit(string name, Func<string, string> edit)
    {
        var old = specs[name];
        string text = edit(old.GetText().ToString());
        Assert.NotEqual(old.GetText().ToString(), text);
        specs[name] = new SpecText(old.Path, text);
        driver = driver.ReplaceAdditionalText(old, specs[name]);
        return Run();
    }

    /// <summary>Runs again with a new compilation: somebody typed in a C# file.</summary>
    public GeneratorRun Run()
    {
        driver = driver.RunGenerators(CSharpCompilation.Create("Project", [CSharpSyntaxTree.ParseText("class C" + Guid.NewGuid().ToString("N") + ";")]));
        return this;
    }

    /// <summary>Why the outputs of a step are what they are, in their order, or nothing if the step has none.</summary>
    public IEnumerable<IncrementalStepRunReason> Reasons(string step) =>
        driver.GetRunResult().Results.Single().TrackedSteps.TryGetValue(step, out var runs)
            ? runs.SelectMany(r => r.Outputs).Select(o => o.Reason)
            : [];
}
