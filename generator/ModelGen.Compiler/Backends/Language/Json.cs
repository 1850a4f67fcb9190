using System.Globalization;
using System.Text;

namespace ModelGen.Compiler.Backends.Language;

/// <summary>A JSON value as text, two spaces a level: what is checked in should be readable, and differ line by line.</summary>
internal abstract record Json
{
    private Json()
    {
    }

    public static Json Of(string text) => new Scalar(Quote(text));

    public static Json Of(bool value) => new Scalar(value ? "true" : "false");

    public static Json Of(double value) => new Scalar(value.ToString("R", CultureInfo.InvariantCulture));

    public static Json Words(IEnumerable<string> words) => new Array([.. words.Select(Of)]);

    public static Json Ref(string definition) => new Object(("$ref", Of("#/definitions/" + definition)));

    public static Object AnyOf(params Json[] alternatives) => new(("anyOf", new Array(alternatives)));

    public sealed override string ToString()
    {
        var text = new StringBuilder();
        Write(text, 0);
        return text.Append('\n').ToString();
    }

    internal abstract void Write(StringBuilder text, int depth);

    private static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (char c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    internal sealed record Scalar(string Text) : Json
    {
        internal override void Write(StringBuilder text, int depth) => text.Append(Text);
    }

    internal sealed record Array(params Json[] Items) : Json
    {
        internal override void Write(StringBuilder text, int depth)
        {
            // Lists of words stand in one line.
            if (Items.All(i => i is Scalar))
            {
                text.Append('[').Append(string.Join(", ", Items.Select(i => ((Scalar)i).Text))).Append(']');
                return;
            }

            text.Append("[\n");
            for (int i = 0; i < Items.Length; i++)
            {
                text.Append(' ', (depth + 1) * 2);
                Items[i].Write(text, depth + 1);
                text.Append(i < Items.Length - 1 ? ",\n" : "\n");
            }

            text.Append(' ', depth * 2).Append(']');
        }
    }

    internal sealed record Object(params (string Key, Json Value)[] Members) : Json
    {
        public Object With(params (string Key, Json Value)[] more) => new([.. Members, .. more]);

        internal override void Write(StringBuilder text, int depth)
        {
            text.Append("{\n");
            for (int i = 0; i < Members.Length; i++)
            {
                text.Append(' ', (depth + 1) * 2).Append(Quote(Members[i].Key)).Append(": ");
                Members[i].Value.Write(text, depth + 1);
                text.Append(i < Members.Length - 1 ? ",\n" : "\n");
            }

            text.Append(' ', depth * 2).Append('}');
        }
    }
}
