using System.Globalization;
using System.Text;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp;

/// <summary>Writes values as C# literals.</summary>
internal static class CSharpLiteral
{
    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Large constants are read by people: 269_722.</summary>
    public static string Grouped(long value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '_');

    /// <summary>The shortest text that reads back as the same double, and is one: 0.1, 1e-05, 2.0.</summary>
    public static string Of(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture).Replace("E", "e");
        return text.IndexOfAny(['.', 'e']) < 0 ? text + ".0" : text;
    }

    public static string Of(bool value) => value ? "true" : "false";

    public static string Of(string value)
    {
        var result = new StringBuilder("\"");
        foreach (char c in value)
        {
            result.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                // Line separators of Unicode end a line in C#, and control characters have no business in source text.
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' || char.IsSurrogate(c) => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }

        return result.Append('"').ToString();
    }

    public static string List(IEnumerable<long> values) => "[" + string.Join(", ", values.Select(Of)) + "]";

    /// <summary>A shape as the compact tables write it: 16x32x32.</summary>
    public static string TableShape(Shape shape) => string.Join("x", shape.Dimensions.Select(Of));
}
