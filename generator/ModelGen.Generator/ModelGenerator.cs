using System.Text;
using Microsoft.CodeAnalysis;
using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Text;
using RoslynText = Microsoft.CodeAnalysis.Text.SourceText;

namespace ModelGen.Generator;

/// <summary>
/// Compiles the model specs among the additional files. The steps, each of which compares its output by value with the last run's:
/// texts → closures (a spec and what it imports) → compiled specs → diagnostics on one side; models → sources, and the registry, on the other.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var texts = context.AdditionalTextsProvider.Combine(context.AnalyzerConfigOptionsProvider)
            .Select((pair, cancellation) => SpecInputReader.Read(pair.Left, pair.Right, cancellation))
            .Where(input => input is not null)
            .Select((input, _) => input!)
            .WithTrackingName(Steps.Texts);

        var closures = texts.Collect()
            .SelectMany((inputs, _) => SpecClosure.All(inputs))
            .WithTrackingName(Steps.Closures);

        var compiled = closures
            .Select(CompiledSpec.Of)
            .WithTrackingName(Steps.Compiled);

        var project = compiled.Collect()
            .Select((specs, _) => ProjectModels.Of(specs))
            .WithTrackingName(Steps.Project);

        var models = project
            .SelectMany((p, _) => p.Models)
            .WithTrackingName(Steps.Models);

        var sources = models
            .Select(GeneratedModel.Of)
            .WithTrackingName(Steps.Sources);

        var registry = sources.Collect()
            .Combine(context.AnalyzerConfigOptionsProvider.Select((options, _) => SpecInputReader.RootNamespace(options.GlobalOptions)))
            .Select((pair, _) => new Registry(pair.Left.Where(m => m.Text is not null).Select(m => m.FullName).ToEquatableArray(), pair.Right))
            .WithTrackingName(Steps.Registry);

        var diagnostics = compiled.SelectMany((spec, _) => spec.Diagnostics)
            .WithTrackingName(Steps.Diagnostics);

        var severities = context.AdditionalTextsProvider.Combine(context.AnalyzerConfigOptionsProvider)
            .SelectMany((pair, _) => SpecSeverities.Read(pair.Left, pair.Right))
            .Collect()
            .Select((all, _) => new SpecSeverities(all.ToEquatableArray()))
            .WithTrackingName(Steps.Severities);

        context.RegisterSourceOutput(diagnostics.Combine(severities), (output, pair) => DiagnosticMapping.Report(output, pair.Left, pair.Right));
        context.RegisterSourceOutput(project.Combine(severities), (output, pair) =>
        {
            foreach (var finding in pair.Left.Diagnostics)
                DiagnosticMapping.Report(output, finding, pair.Right);
        });
        context.RegisterSourceOutput(sources.SelectMany((m, _) => m.Failure is { } failure ? new[] { failure } : []).Combine(severities),
            (output, pair) => DiagnosticMapping.Report(output, pair.Left, pair.Right));
        context.RegisterSourceOutput(sources, (output, model) =>
        {
            if (model.Text is { } text)
                output.AddSource(model.HintName, RoslynText.From(text, Encoding.UTF8));
        });
        context.RegisterSourceOutput(registry, (output, r) =>
            output.AddSource("ModelRegistry.g.cs", RoslynText.From(CSharpBackend.EmitRegistry(r.Models, r.Namespace), Encoding.UTF8)));
    }

    private sealed record Registry(EquatableArray<string> Models, string? Namespace);
}
