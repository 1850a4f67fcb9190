using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Spec.Expressions;

internal enum TokenKind
{
    Number,
    Text,
    Name,
    Symbol,
    End,
}

/// <summary>A token; <paramref name="Text"/> of a text literal is without its quotes.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, TextSpan Span)
{
    public bool Is(string symbol) => Kind is TokenKind.Symbol or TokenKind.Name && Text == symbol;
}

internal static class Lexer
{
    private static readonly string[] Symbols = ["//", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ","];

    public static List<Token> Tokens(string text)
    {
        var tokens = new List<Token>();
        for (int i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var token = Next(text, i);
            tokens.Add(token);
            i = token.Span.End;
        }

        tokens.Add(new Token(TokenKind.End, string.Empty, new TextSpan(text.Length, 0)));
        return tokens;
    }

    private static Token Next(string text, int start)
    {
        char c = text[start];
        if (IsDigit(c))
            return Number(text, start);
        if (IsNameStart(c))
            return Take(TokenKind.Name, text, start, EndOf(text, start, IsNamePart));
        if (c is '\'' or '"')
        {
            int end = text.IndexOf(c, start + 1);
            if (end < 0)
                throw new ExpressionException("the text is not closed", TextSpan.FromTo(start, text.Length));
            return new Token(TokenKind.Text, text.Substring(start + 1, end - start - 1), TextSpan.FromTo(start, end + 1));
        }

        foreach (string symbol in Symbols)
        {
            if (string.CompareOrdinal(text, start, symbol, 0, symbol.Length) == 0)
                return Take(TokenKind.Symbol, text, start, start + symbol.Length);
        }

        string hint = c == '=' ? "; equality is '=='" : string.Empty;
        throw new ExpressionException($"'{c}' has no meaning here{hint}", new TextSpan(start, 1));
    }

    private static Token Number(string text, int start)
    {
        int end = EndOf(text, start, IsDigit);
        if (end + 1 < text.Length && text[end] == '.' && IsDigit(text[end + 1]))
            end = EndOf(text, end + 1, IsDigit);
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            int sign = end + 1 < text.Length && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (sign < text.Length && IsDigit(text[sign]))
                end = EndOf(text, sign, IsDigit);
        }

        if (end < text.Length && IsNamePart(text[end]))
            throw new ExpressionException("a number runs into a name", TextSpan.FromTo(start, EndOf(text, end, IsNamePart)));
        return Take(TokenKind.Number, text, start, end);
    }

    private static Token Take(TokenKind kind, string text, int start, int end) =>
        new(kind, text.Substring(start, end - start), TextSpan.FromTo(start, end));

    private static int EndOf(string text, int start, Func<char, bool> belongs)
    {
        int end = start;
        while (end < text.Length && belongs(text[end]))
            end++;
        return end;
    }

    public static bool IsDigit(char c) => c is >= '0' and <= '9';

    public static bool IsNameStart(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_';

    public static bool IsNamePart(char c) => IsNameStart(c) || IsDigit(c);
}
