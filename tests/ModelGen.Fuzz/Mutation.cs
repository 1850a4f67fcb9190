using System.Text;

namespace ModelGen.Fuzz;

/// <summary>Damages the text of a spec at random. The same generator state gives the same damage.</summary>
internal static class Mutation
{
    private const string Marks = "{}[]:,$()#&*!|>'\"%@-? \t\n\0\\/.0189azAZ_éλ\uFEFF\u2028\uD800";

    /// <summary>One to four mutations of one kind, so that much of the spec survives to reach the later stages.</summary>
    public static (string Kind, string Text) Apply(string text, Corpus corpus, Random random)
    {
        int kind = random.Next(3);
        int rounds = random.Next(2) == 0 ? 1 : 2 + random.Next(3);
        for (int count = rounds; count > 0; count--)
        {
            text = kind switch
            {
                0 => Characters(text, random),
                1 => Words(text, corpus, random),
                _ => Structure(text, corpus, random),
            };
        }

        return (kind switch { 0 => "byte", 1 => "token", _ => "structure" }, text);
    }

    private static string Characters(string text, Random random)
    {
        if (text.Length == 0)
            return text;
        var result = new StringBuilder(text);
        int at = random.Next(text.Length);
        switch (random.Next(5))
        {
            case 0:
                result[at] = Marks[random.Next(Marks.Length)];
                break;
            case 1:
                result.Insert(at, Marks[random.Next(Marks.Length)]);
                break;
            case 2:
                result.Remove(at, Math.Min(1 + random.Next(8), text.Length - at));
                break;
            case 3:
                result.Insert(at, new string(Marks[random.Next(Marks.Length)], 1 + random.Next(200)));
                break;
            default:
                result[at] = (char)(result[at] ^ (1 << random.Next(8)));
                break;
        }

        return result.ToString();
    }

    private static string Words(string text, Corpus corpus, Random random)
    {
        var tokens = Corpus.Tokenize(text);
        if (tokens.Count == 0)
            return text;
        int at = random.Next(tokens.Count);
        // Mostly a word for a word and a number for a number: what is no YAML goes no further than its reader.
        if (random.Next(4) > 0 && Alike(tokens, corpus, random) is var (place, alike))
        {
            tokens[place] = alike;
            return string.Concat(tokens);
        }

        string other = corpus.Tokens[random.Next(corpus.Tokens.Count)];
        switch (random.Next(5))
        {
            case 0:
                tokens.RemoveAt(at);
                break;
            case 1:
                tokens.Insert(at, tokens[at]);
                break;
            case 2:
                int with = random.Next(tokens.Count);
                (tokens[at], tokens[with]) = (tokens[with], tokens[at]);
                break;
            case 3:
                tokens.Insert(at, other);
                break;
            default:
                tokens[at] = other;
                break;
        }

        return string.Concat(tokens);
    }

    /// <summary>A place that holds a word or a number, and another word or number for it.</summary>
    private static (int Place, string Text)? Alike(List<string> tokens, Corpus corpus, Random random)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            int place = random.Next(tokens.Count);
            string other = corpus.Tokens[random.Next(corpus.Tokens.Count)];
            if (Class(tokens[place]) is { } kind && kind == Class(other))
                return (place, other);
        }

        return null;
    }

    private static char? Class(string token) => token[0] switch
    {
        '$' => '$',
        '-' or (>= '0' and <= '9') => '0',
        '_' or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') => 'a',
        _ => null,
    };

    /// <summary>Works on a line together with what is indented below it: an item, a block, a variant.</summary>
    private static string Structure(string text, Corpus corpus, Random random)
    {
        var lines = text.Split('\n').ToList();
        int at = random.Next(lines.Count);
        int count = Extent(lines, at);
        var part = lines.GetRange(at, count);
        switch (random.Next(6))
        {
            case 0:
                lines.RemoveRange(at, count);
                break;
            case 1:
                lines.InsertRange(at, part);
                break;
            case 2:
                lines.RemoveRange(at, count);
                lines.InsertRange(random.Next(lines.Count + 1), part);
                break;
            case 3:
                string more = new(' ', 1 + random.Next(4));
                for (int i = at; i < at + count; i++)
                    lines[i] = more + lines[i];
                break;
            case 4:
                for (int i = at; i < at + count; i++)
                    lines[i] = lines[i].TrimStart(' ').PadLeft(Math.Max(0, lines[i].Length - 2));
                break;
            default:
                lines.Insert(at, corpus.Lines[random.Next(corpus.Lines.Count)]);
                break;
        }

        return string.Join('\n', lines);
    }

    private static int Extent(List<string> lines, int at)
    {
        int count = 1;
        while (at + count < lines.Count && Indent(lines[at + count]) > Indent(lines[at]))
            count++;
        return count;
    }

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;
}
