using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelGen;

/// <summary>
/// The compact tables in generated code. A line is cells between bars; the first cell is a path in which one segment may be a run,
/// <c>layer2.[1-17].conv1</c>: neighbouring lines that share a run are repeated together, so ResNet-1202's table is as long as ResNet-20's.
/// </summary>
internal static class RunTable
{
    private static readonly Regex Run = new(@"\[(\d+)-(\d+)\]");

    public static IEnumerable<string[]> Expand(string table)
    {
        var rows = table.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)
            .Select(l => l.Split('|').Select(c => c.Trim()).ToArray()).ToList();
        for (int i = 0; i < rows.Count;)
        {
            var run = Run.Match(rows[i][0]);
            if (!run.Success)
            {
                yield return rows[i++];
                continue;
            }

            string head = rows[i][0][..(run.Index + run.Length)];
            int end = i;
            while (end < rows.Count && rows[end][0].StartsWith(head, StringComparison.Ordinal))
                end++;
            for (int n = Number(run.Groups[1]); n <= Number(run.Groups[2]); n++)
            {
                // Runs inside runs (a repeat within a repeated block) unfold by expanding the unfolded rows again.
                string unfolded = head[..run.Index] + n.ToString(CultureInfo.InvariantCulture);
                var inner = rows[i..end].Select(row => string.Join('|', row.Skip(1).Prepend(unfolded + row[0][head.Length..])));
                foreach (var row in Expand(string.Join('\n', inner)))
                    yield return row;
            }

            i = end;
        }
    }

    public static IReadOnlyList<long> Shape(string text) =>
        text.Length == 0 ? [] : [.. text.Split('x').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);
}
