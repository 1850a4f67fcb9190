using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Spec.Values;

/// <summary>Values as messages call them.</summary>
internal static class ValueText
{
    public static string Describe(Value value) => value switch
    {
        Value.Text text => $"the text '{Shorten(text.Content)}'",
        Value.List list => $"the list {Shorten(list.ToString())}",
        LayerValue layer => $"the layer {Shorten(layer.ToString())}",
        TableValue table => $"a table of {table.Rows.Count} rows",
        _ => Shorten(value.ToString()),
    };

    private static string Shorten(string text) => text.Length <= 60 ? text : text.Substring(0, 57) + "...";
}
