using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Yaml;

/// <summary>Slips that YAML accepts silently, as something else than was meant.</summary>
internal static class ScalarChecks
{
    /// <summary><c>${</c>, and <c>{conv: $(min(a, b)), s: 1}</c>, whose comma ends the scalar and makes two keys.</summary>
    public static void Check(string text, TextSpan span, string file, FindingList findings)
    {
        if (text.Contains("${"))
        {
            findings.Add(Descriptors.DollarBrace, new Place.InText(file, span));
            return;
        }

        for (int start = text.IndexOf("$(", StringComparison.Ordinal); start >= 0;)
        {
            int end = Closing(text, start + 1);
            if (end < 0)
            {
                findings.Add(Descriptors.UnbalancedExpression, new Place.InText(file, span), text.Substring(start));
                return;
            }

            start = text.IndexOf("$(", end, StringComparison.Ordinal);
        }
    }

    /// <summary><c>conv:64</c>.</summary>
    public static void CheckColon(string text, TextSpan span, string file, FindingList findings)
    {
        int colon = text.IndexOf(':');
        if (colon <= 0 || colon == text.Length - 1 || text[colon + 1] is '/' or '\\' or ' ')
            return;
        if (text.Take(colon).All(c => char.IsLetterOrDigit(c) || c is '_' or '$'))
            findings.Add(Descriptors.MissingSpace, new Place.InText(file, span), text, text.Insert(colon + 1, " "));
    }

    /// <summary>
    /// The index of the parenthesis that closes the one at <paramref name="open"/>, or -1. Quoted text inside does not count.
    /// </summary>
    public static int Closing(string text, int open)
    {
        int depth = 0;
        char quote = '\0';
        for (int i = open; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '\'' or '"')
                quote = c;
            else if (c == '(')
                depth++;
            else if (c == ')' && --depth == 0)
                return i;
        }

        return -1;
    }
}
