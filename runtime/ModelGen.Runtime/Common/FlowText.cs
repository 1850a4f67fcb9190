using System.Globalization;
using System.Text.Json.Nodes;

namespace ModelGen;

/// <summary>
/// Reads a value written as in a spec, in YAML's flow style: <c>0.05</c>, <c>true</c>, <c>cosine</c>, <c>[10, 20]</c>,
/// <c>[{random_crop: 32, padding: 4}, horizontal_flip]</c>. Scalars mean what they mean in specs: decimal numbers, true, false, else text.
/// </summary>
internal sealed class FlowText
{
    private readonly string text;
    private int at;

    private FlowText(string text) => this.text = text;

    /// <exception cref="FormatException">Says what was expected, and where.</exception>
    public static JsonNode Parse(string text)
    {
        var reader = new FlowText(text);
        var value = reader.Value(top: true);
        reader.SkipSpaces();
        return reader.at == text.Length ? value : throw reader.Unexpected("its end");
    }

    /// <summary>A plain word as a spec understands it.</summary>
    public static JsonNode Scalar(string word) => word switch
    {
        "true" => true,
        "false" => false,
        _ => Number(word) is { } number ? number : word,
    };

    private static double? Number(string word)
    {
        const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(word, Decimal, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;
    }

    private JsonNode Value(bool top = false)
    {
        SkipSpaces();
        return Peek() switch
        {
            '[' => List(),
            '{' => Mapping(),
            '"' or '\'' => Quoted(),
            _ => Scalar(Plain(top)),
        };
    }

    private JsonArray List()
    {
        var items = new JsonArray();
        at++;
        while (!Closes(']'))
        {
            items.Add(Value());
            Separate(']');
        }

        return items;
    }

    private JsonObject Mapping()
    {
        var entries = new JsonObject();
        at++;
        while (!Closes('}'))
        {
            SkipSpaces();
            string key = Peek() is '"' or '\'' ? Quoted().GetValue<string>() : Plain(top: false);
            SkipSpaces();
            if (Peek() != ':')
                throw Unexpected($"a colon after {key}");
            at++;
            if (entries.ContainsKey(key))
                throw new FormatException($"{key} twice in one mapping");
            entries[key] = Value();
            Separate('}');
        }

        return entries;
    }

    private JsonNode Quoted()
    {
        char quote = text[at++];
        int end = text.IndexOf(quote, at);
        if (end < 0)
            throw new FormatException($"a {quote} that is never closed");
        string content = text[at..end];
        at = end + 1;
        return content;
    }

    /// <summary>A word up to the next character that means something; a value that stands alone may hold spaces and commas.</summary>
    private string Plain(bool top)
    {
        int start = at;
        while (at < text.Length && (top || !(text[at] is ',' or '[' or ']' or '{' or '}' || (text[at] == ':' && EndsKey(at + 1)))))
            at++;
        string word = text[start..at].Trim();
        return word.Length > 0 ? word : throw Unexpected("a value");
    }

    private bool EndsKey(int next) => next >= text.Length || char.IsWhiteSpace(text[next]);

    private bool Closes(char bracket)
    {
        SkipSpaces();
        if (Peek() != bracket)
            return false;
        at++;
        return true;
    }

    private void Separate(char bracket)
    {
        SkipSpaces();
        if (Peek() == ',')
            at++;
        else if (Peek() != bracket)
            throw Unexpected($"a comma or {bracket}");
    }

    private void SkipSpaces()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }

    private char Peek() => at < text.Length ? text[at] : '\0';

    private FormatException Unexpected(string expected) =>
        new(at < text.Length ? $"'{text[at]}' at character {at + 1}, where {expected} should be" : $"it ends where {expected} should be");
}
