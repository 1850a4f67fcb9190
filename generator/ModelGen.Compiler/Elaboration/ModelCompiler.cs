using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Passes;
using ModelGen.Compiler.Passes.Dropouts;
using ModelGen.Compiler.Spec.Blocks;
using ModelGen.Compiler.Spec.Dropouts;
using ModelGen.Compiler.Spec.Expectations;
using ModelGen.Compiler.Spec.Expressions;
using ModelGen.Compiler.Spec.Files;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Spec.Training;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Spec.Variants;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Elaboration;

/// <summary>Makes the graph of one model definition. Sections are judged apart, so that an error in one hides none in another.</summary>
internal sealed class ModelCompiler(ModelDefinition model, FindingList findings, ItemBudget budget)
{
    private readonly List<Argument> parameters = [];
    private IReadOnlyList<AuxiliaryOutput> auxiliary = [];
    private (int Start, string Input) headStart;

    /// <summary>The graph, or null where something is wrong; the findings say what.</summary>
    public ModelGraph? Compile()
    {
        findings.Try(() => ModelNames.Check(model.Name, model.Place));
        Shape? input = null;
        long classes = 0;
        var names = Bindings.Empty;
        var defaults = new ModelDefaults();
        bool hasParameters =
            findings.Try(() => input = InputSection.Read(Required(Sections.Input, "[3, 32, 32]")))
            & findings.Try(() => classes = Classes(Required(Sections.Classes, "10")))
            && findings.Try(() => names = Parameters(classes))
            && findings.Try(() => defaults = ModelDefaults.Evaluate(model.Defaults, names, findings));
        if (!hasParameters)
            return null;

        Scope? root = null;
        findings.Try(() => root = Elaborate(input!, classes, names, defaults));
        var recipe = new TrainingReader(names, classes, findings).Read(model.Mapping(Sections.Training));
        int residuals = root is null ? 1 : PlacedResidual.Of(root).Count;
        var dropout = new DropoutReader(names, residuals, findings).Read(model.Dropout);
        if (root is not null)
        {
            root = DropoutPlacement.Run(root, headStart, dropout, findings);
            DropoutLint.Run(root, dropout, findings);
        }

        string? description = null, reference = null;
        findings.Try(() => description = Text(Sections.Description));
        findings.Try(() => reference = Text(Sections.Reference));
        var weights = WeightsSection.Read(model.Section(Sections.Weights), input!, findings);
        var allow = AllowSection.Read(model.Section(Sections.Allow), findings);
        GraphMeasures? measures = root is null ? null : GraphMeasures.Of(root);
        if (measures is { MultiplyAdds: > Limits.MultiplyAdds } or { Weights: > Limits.Weights })
            findings.Add(Descriptors.ShapeTooLarge, model.Place, "the model", FormattableString.Invariant($"{measures.Value.Weights:0.#e0} weights and {measures.Value.MultiplyAdds:0.#e0} multiply-adds"));
        new ExpectationChecks(model, names, findings).Check(measures);
        if (root is null || findings.Errors > 0)
            return null;
        var graph = new ModelGraph
        {
            Name = model.Name,
            File = string.Empty,
            Input = input!,
            Classes = classes,
            Root = root,
            Recipe = recipe,
            Auxiliary = auxiliary.ToEquatableArray(),
            Dropout = dropout,
            Weights = weights,
            Allow = allow,
            Description = description,
            Reference = reference,
            SpecHash = string.Empty,
        };
        ReportFixed(graph, FreeValue.Classes, Sections.Classes);
        ReportFixed(graph, FreeValue.InputChannels, Sections.Input);
        return graph with { SpecHash = ModelHash.Of(graph) };
    }

    /// <summary>Says why the number of classes or of input channels is no argument of the model's constructor, where it is not.</summary>
    private void ReportFixed(ModelGraph graph, FreeValue value, string section)
    {
        var search = FreeValues.Find(graph, value);
        if (search.Obstacle is { } reason)
            findings.Add(Descriptors.FixedNumber, search.Place is { } origin ? Place.Of(origin) : model.Section(section)!.KeyPlace, reason);
    }

    private Scope Elaborate(Shape input, long classes, Bindings names, ModelDefaults defaults)
    {
        var lists = new List<(ItemList, Vocabulary)> { (model.Unit.Backbone!, model.Unit.Vocabulary) };
        if (Head() is { } head)
            lists.Add(head);
        var elaborator = new Elaborator(model.Name, defaults, budget);
        var root = elaborator.Model(lists, input, names, parameters.ToEquatableArray());
        auxiliary = elaborator.Auxiliary;
        headStart = elaborator.HeadStart;
        if (root.Output != new Shape(classes))
            throw FindingList.Error(Descriptors.ModelOutput, elaborator.End?.Place ?? model.Place, root.Output.ToString(), Number(classes),
                elaborator.End?.Producer ?? "no layer at all");
        return root;
    }

    private (ItemList, Vocabulary)? Head()
    {
        if (model.Section(Sections.Head) is not { } section)
            return null;
        if (ReferenceEquals(section.Node, section.Unit.Section(Sections.Head)))
            return section.Unit.Head is { } own ? (own, section.Unit.Vocabulary) : null;
        int before = findings.Errors;
        var (items, _, checks) = section.Unit.Readers(findings);
        var list = items.ReadList(section.Node, "'head'");
        checks.Run();
        if (findings.Errors > before)
            throw new SpecException(findings.All.Last(f => f.IsError));
        return (list, section.Unit.Vocabulary);
    }

    private Sourced Required(string section, string example) => model.Section(section)
        ?? throw FindingList.Error(Descriptors.MissingSection, model.Place, section, $"a model needs it, such as {section}: {example}");

    private long Classes(Sourced section)
    {
        var syntax = Read(section);
        var value = new ValueEvaluator(section.Unit.Vocabulary).Evaluate(syntax, Bindings.Empty);
        return value is Value.Number { IsInteger: true, Amount: >= 1 and <= int.MaxValue } number
            ? number.Integer
            : throw FindingList.Error(
                Descriptors.WrongForm, syntax.Place, "'classes'", "an integer of at least 1", ValueText.Describe(value));
    }

    /// <summary>The model's parameters in their order, each of which may use those before it.</summary>
    private Bindings Parameters(long classes)
    {
        var names = Bindings.Empty.With(Words.Classes, classes);
        foreach (var parameter in model.Unit.Parameters)
        {
            var (syntax, vocabulary) = model.Parameters.TryGetValue(parameter.Name, out var given)
                ? (Read(given), given.Unit.Vocabulary)
                : (parameter.Default ?? throw FindingList.Error(Descriptors.ParameterUnset, model.Place, model.Name, parameter.Name,
                    parameter.Expectation), model.Unit.Vocabulary);
            var value = new ValueEvaluator(vocabulary).Evaluate(syntax, names);
            var fitting = Conversion.ForParameter(parameter, value, vocabulary)
                ?? throw Conversion.Mismatch(model.Name, parameter.Name, parameter.Expectation, value, syntax.Source, syntax.Place,
                    parameter.Type == SpecType.Layer ? vocabulary.Heads : null);
            names = names.With(parameter.Name, fitting);
            if (fitting is not LayerValue and not TableValue)
                parameters.Add(new Argument(parameter.Name, fitting, syntax is ValueSyntax.Formula ? syntax.Source : null));
        }

        return names;
    }

    private ValueSyntax Read(Sourced section)
    {
        int before = findings.Errors;
        var (_, values, checks) = section.Unit.Readers(findings);
        var syntax = values.Read(section.Node, $"'{section.Entry.Name}'");
        checks.Run();
        return findings.Errors == before ? syntax : throw new SpecException(findings.All.Last(f => f.IsError));
    }

    private string? Text(string section)
    {
        if (model.Section(section) is not { } entry)
            return null;
        return entry.Node is YamlScalar { IsNull: false } scalar
            ? scalar.Text.Trim()
            : throw FindingList.Error(Descriptors.WrongForm, entry.Place, $"'{section}'", "a text", entry.Node.Describe());
    }

    private static string Number(long number) => number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}
