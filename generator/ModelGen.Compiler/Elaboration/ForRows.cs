using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Expressions;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Elaboration;

/// <summary>The rows that a <c>for</c> runs over, each with its named values.</summary>
internal static class ForRows
{
    private static readonly EquatableArray<(string Name, Value Value)> NoNames = EquatableArray<(string, Value)>.Empty;

    public static IReadOnlyList<EquatableArray<(string Name, Value Value)>> Of(Item.For item, ValueEvaluator values, Bindings names)
    {
        if (item.Rows.Value is { } syntax)
        {
            return values.Evaluate(syntax, names) switch
            {
                TableValue { Rows.Count: <= Limits.Repeats } table =>
                    [.. table.Rows.Select(r => r.Select((cell, i) => (table.Columns[i], cell)).ToEquatableArray())],
                Value.Number { IsInteger: true, Amount: >= 0 and <= Limits.Repeats } count =>
                    [.. Enumerable.Repeat(NoNames, (int)count.Integer)],
                var value => throw Conversion.Mismatch(Words.For, Words.For,
                    "a table, an integer, or named lists such as {i: [1, 2], n: $layers}", value, syntax.Source, syntax.Place),
            };
        }

        var columns = item.Rows.Columns.Select(c => (c.Name, Cells: Column(c, values, names))).ToList();
        int other = columns.FindIndex(c => c.Cells.Count != columns[0].Cells.Count);
        if (other >= 0)
            throw FindingList.Error(Descriptors.UnequalColumns, Place.Key(item.Rows.Columns[other].Key),
                string.Join(", ", columns.Select(c => $"'{c.Name}' has {c.Cells.Count}")));
        return [.. Enumerable.Range(0, columns[0].Cells.Count)
            .Select(row => columns.Select(c => (c.Name, c.Cells[row])).ToEquatableArray())];
    }

    /// <summary>A list, or an integer n, which counts 0 … n−1.</summary>
    private static IReadOnlyList<Value> Column(ArgumentSyntax column, ValueEvaluator values, Bindings names) =>
        values.Evaluate(column.Value, names) switch
    {
        Value.List { Items.Count: <= Limits.Repeats } list => list.Items,
        Value.Number { IsInteger: true, Amount: >= 0 and <= Limits.Repeats } count =>
            [.. Enumerable.Range(0, (int)count.Integer).Select(i => new Value.Number(i))],
        var value => throw Conversion.Mismatch(
            Words.For, column.Name, "a list, or an integer n for 0 to n−1", value, column.Value.Source, column.Value.Place),
    };
}
