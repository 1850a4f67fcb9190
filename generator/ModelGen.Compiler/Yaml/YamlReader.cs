using System.Globalization;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ModelGen.Compiler.Yaml;

/// <summary>
/// Reads a text into nodes, from YamlDotNet's event stream: no object is deserialised, so what YAML would make of <c>yes</c>, <c>010</c>
/// or <c>!!int</c> never matters. What the language does not use (anchors, tags, merge keys, more documents) is reported here.
/// </summary>
internal sealed class YamlReader
{
    /// <summary>
    /// YamlDotNet's time grows steeply with open brackets (a million of them run for minutes): this ends the reading early.
    /// </summary>
    private const int MaximumDepth = 64;

    private const int MaximumLength = 256 * 1024;

    private readonly string file;
    private readonly string text;
    private readonly int byteOrderMark;
    private readonly FindingList findings;
    private readonly IParser parser;

    /// <summary>Brackets and braces that are open, with the lines they stand in, from 1.</summary>
    private readonly Stack<(char Bracket, long Line)> open = new();

    private YamlReader(string file, string text, FindingList findings)
    {
        this.file = file;
        this.text = text;
        this.findings = findings;
        byteOrderMark = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;
        parser = new Parser(new Scanner(new StringReader(text.Substring(byteOrderMark)), skipComments: true));
    }

    /// <summary>The document's root, or null where the text is no YAML at all. Findings say why, and may accompany a root too.</summary>
    public static YamlMapping? Read(string file, string text, FindingList findings)
    {
        if (text.Length > MaximumLength)
        {
            findings.Add(Descriptors.FileTooLarge, new Place.InText(file, new TextSpan(0, 0)), Format(text.Length), Format(MaximumLength));
            return null;
        }

        if (IndentationTab(text) is { } tab)
        {
            findings.Add(Descriptors.TabIndentation, new Place.InText(file, new TextSpan(tab, 1)));
            return null;
        }

        try
        {
            return new YamlReader(file, text, findings).ReadDocument();
        }
        catch (SpecException e)
        {
            findings.Add(e.Finding);
            return null;
        }
    }

    private static string Format(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static int? IndentationTab(string text)
    {
        bool indenting = true;
        for (int i = 0; i < text.Length; i++)
        {
            if (indenting && text[i] == '\t')
                return i;
            indenting = text[i] is '\n' or '\r' || (indenting && text[i] == ' ');
        }

        return null;
    }

    private YamlMapping? ReadDocument()
    {
        Next();
        if (Next() is StreamEnd)
            throw FindingList.Error(Descriptors.NotAMapping, At(0, 0), "an empty file");
        if (parser.Current is DocumentStart { Version: not null } or DocumentStart { Tags.Count: > 2 })
            findings.Add(Descriptors.SecondDocument, At(parser.Current.Start, parser.Current.End), "a % directive");
        Next();
        var root = ReadNode(string.Empty, depth: 0);
        Next();
        if (Next() is DocumentStart second)
            findings.Add(Descriptors.SecondDocument, At(second.Start, second.End), "a second document starts here");
        if (root is YamlMapping mapping)
            return mapping;
        findings.Add(Descriptors.NotAMapping, new Place.InText(file, root.Span), root.Describe());
        return null;
    }

    private YamlNode ReadNode(string path, int depth)
    {
        if (depth > MaximumDepth)
            throw FindingList.Error(Descriptors.NestingTooDeep, At(parser.Current!.Start, parser.Current.End), Format(MaximumDepth));
        switch (parser.Current)
        {
            case Scalar scalar:
                Check(scalar);
                return ReadScalar(scalar, path);
            case SequenceStart start:
                Check(start);
                return ReadSequence(start, path, depth);
            case MappingStart start:
                Check(start);
                return ReadMapping(start, path, depth);
            case AnchorAlias alias:
                findings.Add(Descriptors.Anchor, At(alias.Start, alias.End), "*" + alias.Value.Value);
                return new YamlScalar(file, path, Span(alias.Start, alias.End), string.Empty, IsPlain: false);
            default:
                throw FindingList.Error(Descriptors.YamlSyntax, At(parser.Current!.Start, parser.Current.End), "a value is missing here");
        }
    }

    private YamlScalar ReadScalar(Scalar scalar, string path)
    {
        var span = Span(scalar.Start, scalar.End);
        bool isPlain = scalar.Style == ScalarStyle.Plain;
        if (!IsProse(path))
            ScalarChecks.Check(scalar.Value, span, file, findings);
        return new YamlScalar(file, path, span, scalar.Value, isPlain);
    }

    // The one section that is read by people, not by us.
    private static bool IsProse(string path) => path == "description" || path.EndsWith(".description", StringComparison.Ordinal);

    private YamlSequence ReadSequence(SequenceStart start, string path, int depth)
    {
        bool isFlow = start.Style == SequenceStyle.Flow;
        if (isFlow)
            open.Push(('[', start.Start.Line));
        var items = new List<YamlNode>();
        while (Next() is not SequenceEnd)
        {
            var item = ReadNode($"{path}[{items.Count}]", depth + 1);
            if (item is YamlScalar { IsPlain: true } word)
                ScalarChecks.CheckColon(word.Text, word.Span, file, findings);
            items.Add(item);
        }

        int end = items.Count > 0 ? items[items.Count - 1].Span.End : Offset(start.End);
        if (isFlow)
        {
            end = Math.Max(end, AfterBracket(Offset(parser.Current!.End)));
            open.Pop();
        }

        return new YamlSequence(file, path, TextSpan.FromTo(Offset(start.Start), end), items.ToEquatableArray());
    }

    private YamlMapping ReadMapping(MappingStart start, string path, int depth)
    {
        bool isFlow = start.Style == MappingStyle.Flow;
        if (isFlow)
            open.Push(('{', start.Start.Line));
        var entries = new List<YamlEntry>();
        var seen = new HashSet<string>();
        int end = Offset(start.End);
        while (Next() is not MappingEnd)
        {
            var key = ReadKey(path, depth);
            Next();
            var value = ReadNode(key.Path, depth + 1);
            end = Math.Max(key.Span.End, value.Span.End);
            if (key.IsPlain && value is YamlScalar { IsNull: true })
                ScalarChecks.CheckColon(key.Text, key.Span, file, findings);
            if (seen.Add(key.Text))
                entries.Add(new YamlEntry(key, value));
            else
                findings.Add(Descriptors.DuplicateKey, new Place.InText(file, key.Span), key.Text);
        }

        if (isFlow)
        {
            end = Math.Max(end, AfterBracket(Offset(parser.Current!.End)));
            open.Pop();
        }

        return new YamlMapping(file, path, TextSpan.FromTo(Offset(start.Start), end), entries.ToEquatableArray());
    }

    private YamlScalar ReadKey(string path, int depth)
    {
        if (parser.Current is not Scalar scalar)
        {
            var found = ReadNode(path, depth + 1);
            throw FindingList.Error(Descriptors.KeyIsNotAWord, new Place.InText(file, found.Span), found.Describe());
        }

        Check(scalar);
        if (scalar.Value == "<<")
            findings.Add(Descriptors.MergeKey, At(scalar.Start, scalar.End));
        return ReadScalar(scalar, path.Length == 0 ? scalar.Value : path + "." + scalar.Value);
    }

    private void Check(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
            findings.Add(Descriptors.Anchor, At(node.Start, node.End), "&" + node.Anchor.Value);
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
            findings.Add(Descriptors.Tag, At(node.Start, node.End), node.Tag.Value);
    }

    /// <summary>
    /// The next event. Beside its own exception, YamlDotNet lets others through (<c>"\UFFFFFFFF"</c> gives ArgumentOutOfRangeException):
    /// whatever it cannot read is a syntax error to us.
    /// </summary>
    private ParsingEvent Next()
    {
        int before = parser.Current is { } current ? Offset(current.End) : 0;
        try
        {
            if (parser.MoveNext())
                return parser.Current!;
        }
        catch (YamlException e)
        {
            throw SyntaxError(Offset(e.Start), e.Message);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidOperationException or InvalidCastException or IndexOutOfRangeException or NullReferenceException)
        {
            throw SyntaxError(before, "the text cannot be read from here");
        }

        throw SyntaxError(before, "the text ends too early");
    }

    private SpecException SyntaxError(int offset, string message)
    {
        // `{conv: ${x}}`: to YAML the scalar ends at the brace, and what it then says explains nothing.
        int dollar = text.LastIndexOf("${", Math.Max(0, Math.Min(offset + 1, text.Length - 1)), StringComparison.Ordinal);
        if (dollar >= 0 && offset - dollar is >= 0 and <= 2)
            return FindingList.Error(Descriptors.DollarBrace, new Place.InText(file, new TextSpan(dollar, 2)));
        string hint = open.Count == 0 ? string.Empty : $"; the '{open.Peek().Bracket}' in line {open.Peek().Line} is not closed";
        return FindingList.Error(Descriptors.YamlSyntax, new Place.InText(file, new TextSpan(offset, 1)), message + hint);
    }

    /// <summary>YamlDotNet ends a flow collection before its bracket.</summary>
    private int AfterBracket(int offset) => offset < text.Length && text[offset] is (']' or '}') ? offset + 1 : offset;

    private Place.InText At(Mark start, Mark end) => new(file, Span(start, end));

    private Place.InText At(int start, int length) => new(file, new TextSpan(start, length));

    private TextSpan Span(Mark start, Mark end) => TextSpan.FromTo(Offset(start), Offset(end));

    private int Offset(Mark mark) => (int)mark.Index + byteOrderMark;
}
