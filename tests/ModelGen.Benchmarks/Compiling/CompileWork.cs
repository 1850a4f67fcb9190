using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelGen.Generator;
using ModelGen.Generator.Tests.Incremental;

namespace ModelGen.Benchmarks.Compiling;

/// <param name="Edits">How many to time after the first run.</param>
internal sealed record CompileRequest(int Edits);

/// <param name="Models">Compiled.</param>
/// <param name="ColdSeconds">The first run of the process, loading and jitting included.</param>
/// <param name="FirstEditSeconds">The first run after an edit of one file, which jits what only edits run.</param>
/// <param name="EditSeconds">Each later one.</param>
internal sealed record CompileReply(int Models, double ColdSeconds, double FirstEditSeconds, double[] EditSeconds);

/// <summary>
/// The generator on the zoo as Roslyn runs it, in a process in which nothing has run yet. Times are those of Roslyn's own report, of the
/// generator alone: parsing and compiling C# do not count.
/// </summary>
internal static partial class CompileWork
{
    public const string Name = "compile";

    private const string Edited = "resnet.yaml";

    public static object Run(JsonElement json)
    {
        int edits = FigureFile.Parse<CompileRequest>(json.GetRawText()).Edits;
        string models = Path.Combine(
            typeof(CompileWork).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!, "models");
        var specs = Directory.EnumerateFiles(models, "*.yaml", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(models, f)).Where(f => !f.StartsWith("bin", StringComparison.Ordinal) && !f.StartsWith("obj", StringComparison.Ordinal))
            .Select(f => new SpecText(ProjectOptions.Directory + f, File.ReadAllText(Path.Combine(models, f)))).ToList();
        var compilation = CSharpCompilation.Create("Models");
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new ModelGenerator().AsSourceGenerator()], specs, new CSharpParseOptions(LanguageVersion.Preview), new ProjectOptions());
        double cold = Time(ref driver, compilation);
        int count = driver.GetRunResult().GeneratedTrees.Length - 1;
        AdditionalText edited = specs.Single(s => s.Path.EndsWith('/' + Edited));
        var times = new List<double>();
        for (int edit = 0; edit <= edits; edit++)
        {
            // The epochs of its recipe: the seven models of the file are compiled and emitted anew.
            var changed = new SpecText(edited.Path, Epochs().Replace(edited.GetText()!.ToString(), $"epochs: {100 + edit}"));
            driver = driver.ReplaceAdditionalText(edited, changed);
            edited = changed;
            times.Add(Time(ref driver, compilation));
        }

        return new CompileReply(count, cold, times[0], [.. times.Skip(1)]);
    }

    private static double Time(ref GeneratorDriver driver, Compilation compilation)
    {
        driver = driver.RunGenerators(compilation);
        return driver.GetTimingInfo().ElapsedTime.TotalSeconds;
    }

    [GeneratedRegex("epochs: [0-9]+")]
    private static partial Regex Epochs();
}
