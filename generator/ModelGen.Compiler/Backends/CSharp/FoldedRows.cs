using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelGen.Compiler.Backends.CSharp;

/// <summary>Makes a long layer table short: layers below a depth are summed up in one line for their container.</summary>
internal static class FoldedRows
{
    // About a screen: a comment is read in a tooltip.
    private const int Most = 60;

    public static IReadOnlyList<LayerRow> Of(IReadOnlyList<LayerRow> rows)
    {
        int deepest = rows.Count == 0 ? 0 : rows.Max(r => Segments(r.Path).Length);
        for (int depth = deepest; depth >= 1; depth--)
        {
            var folded = Fold(rows, depth);
            if (folded.Count <= Most || depth == 1)
                return folded;
        }

        return rows;
    }

    private static List<LayerRow> Fold(IReadOnlyList<LayerRow> rows, int depth)
    {
        var result = new List<LayerRow>();
        for (int start = 0; start < rows.Count;)
        {
            string container = Container(rows[start].Path, depth);
            int end = start + 1;
            while (end < rows.Count && Container(rows[end].Path, depth) == container)
                end++;
            result.Add(end == start + 1 && rows[start].Path == container ? rows[start] : Sum(container, [.. rows.Skip(start).Take(end - start)]));
            start = end;
        }

        return result;
    }

    private static LayerRow Sum(string container, IReadOnlyList<LayerRow> rows)
    {
        // The numbers of a run are those of one of its members.
        long members = Runs(container);
        long layers = rows.Where(r => r.Type != ModelTables.Function).Sum(r => r.Times / members);
        string type = layers.ToString(CultureInfo.InvariantCulture) + (layers == 1 ? " layer" : " layers");
        return new LayerRow(container, type, rows[rows.Count - 1].Output, rows.Sum(r => r.Times / members * r.MultiplyAdds))
        {
            Inner = rows.Sum(r => r.Times / members * r.Parameters),
            Times = members,
        };
    }

    private static long Runs(string path) => Regex.Matches(path, @"\[(\d+)-(\d+)\]").Cast<Match>()
        .Aggregate(1L, (product, run) => product * (Number(run.Groups[2]) - Number(run.Groups[1]) + 1));

    private static long Number(Group group) => long.Parse(group.Value, CultureInfo.InvariantCulture);

    private static string Container(string path, int depth) => string.Join(".", Segments(path).Take(depth));

    private static string[] Segments(string path) => path.Split('.');
}
