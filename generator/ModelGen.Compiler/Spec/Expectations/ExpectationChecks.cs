using System.Globalization;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Elaboration;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Expressions;
using ModelGen.Compiler.Spec.Files;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Spec.Variants;

namespace ModelGen.Compiler.Spec.Expectations;

/// <summary>Holds a model to its <c>expect:</c> and <c>budget:</c>.</summary>
internal sealed class ExpectationChecks(ModelDefinition model, Bindings names, FindingList findings)
{
    private static readonly IReadOnlyDictionary<string, Func<GraphMeasures, double>> Expected = new Dictionary<string, Func<GraphMeasures, double>>(StringComparer.Ordinal)
    {
        ["parameters"] = m => m.Parameters,
        ["weights"] = m => m.Weights,
    };

    private static readonly IReadOnlyDictionary<string, Func<GraphMeasures, double>> Budgeted = new Dictionary<string, Func<GraphMeasures, double>>(StringComparer.Ordinal)
    {
        ["parameters"] = m => m.Parameters,
        ["weights"] = m => m.Weights,
        ["multiply_adds"] = m => m.MultiplyAdds,
        ["activation_bytes"] = m => m.ActivationBytes,
    };

    /// <summary>What <c>expect:</c> knows.</summary>
    public static IEnumerable<string> ExpectedNames => Expected.Keys;

    /// <summary>What <c>budget:</c> knows.</summary>
    public static IEnumerable<string> BudgetedNames => Budgeted.Keys;

    /// <param name="measures">Null where the model has errors: then the sections are read and nothing is compared.</param>
    public void Check(GraphMeasures? measures)
    {
        foreach (var entry in model.Mapping(Sections.Expect))
        {
            findings.Try(() => Check(Sections.Expect, entry, Expected, measures, (found, wanted) =>
                found == wanted
                    ? null
                    : FindingList.Error(Descriptors.Expectation, entry.Place, entry.Entry.Name, Number(wanted), Number(found))));
        }

        foreach (var entry in model.Mapping(Sections.Budget))
        {
            findings.Try(() => Check(Sections.Budget, entry, Budgeted, measures, (found, most) =>
                found <= most
                    ? null
                    : FindingList.Error(Descriptors.OverBudget, entry.Place, entry.Entry.Name, Number(most), Number(found))));
        }
    }

    private void Check(
        string section, Sourced entry, IReadOnlyDictionary<string, Func<GraphMeasures, double>> known, GraphMeasures? measures,
        Func<double, double, Exception?> compare)
    {
        if (!known.TryGetValue(entry.Entry.Name, out var measure))
            throw FindingList.Error(
                Descriptors.UnknownKey, entry.KeyPlace, $"'{section}'", entry.Entry.Name, Nearest.Hint(entry.Entry.Name, known.Keys));
        var syntax = entry.Unit.Readers(findings).Values.Read(entry.Node, $"'{entry.Entry.Name}'");
        var value = new ValueEvaluator(entry.Unit.Vocabulary).Evaluate(syntax, names);
        if (value is not Value.Number { IsInteger: true } number)
            throw Conversion.Mismatch(section, entry.Entry.Name, "an integer", value, syntax.Source, syntax.Place);
        if (measures is { } found && compare(measure(found), number.Amount) is { } broken)
            throw broken;
    }

    private static string Number(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
