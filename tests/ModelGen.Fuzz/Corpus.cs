using System.Text.RegularExpressions;
using ModelGen.Compiler;

namespace ModelGen.Fuzz;

/// <summary>The specs that are mutated, and what the mutations are made of.</summary>
internal sealed partial class Corpus
{
    /// <summary>Words and marks that specs of the zoo may lack and compilers stumble over.</summary>
    private static readonly string[] Awkward =
    [
        "-1", "0", "1.5", "1e308", "-1e308", "9223372036854775807", "99999999999999999999", "1e-400", "0x10", "010", "1_000", "nan", ".inf",
        "true", "false", "yes", "null", "~", "\"\"", "''", "\"$in\"", "'3'", "${x}", "$", "$(", "$()", "$(1", "$(1 // 0)", "$(1 / 0)", "$(in)", "$nothing",
        "$(len([]))", "$(make_divisible(1, 0))", "$([1, 2][7])", "$(sqrt(-1))", "$(((((((((1)))))))))", "$(not not not true)", "$(1 < 2 < 3)",
        "&a", "*a", "<<", "!!int", "---", "...", "%YAML 1.2", "? x", "|", ">", "#", "\t", "\r", "\u0000", "\uFEFF", "\u2028", "\"\\UFFFFFFFF\"", "é", "😀",
        "[", "]", "{", "}", "[]", "{}", ",", ":", "-", "- -", "[[[[[[[[", "{a: {b: {c: {d: 1}}}}", "{columns: [a], rows: [[1, 2]]}", "{columns: [], rows: []}",
        "name", "when", "repeat", "first", "last", "tap", "from", "aux", "as", "for", "do", "seq", "residual", "parallel", "shortcut", "join", "skip", "concat", "mul",
        "repeat: 1000000000", "repeat: -1", "for: 1000000000", "import: [resnet.yaml]", "extends", "params", "let", "blocks", "defaults", "dropout", "budget",
        "Dispose", "forward", "GetType", "class", "int", "a.b", "0a", "a-b", "A_b",
    ];

    private Corpus(IReadOnlyList<SpecFile> files)
    {
        Files = files;
        Tokens = [.. files.SelectMany(f => Tokenize(f.Text)).Where(t => !string.IsNullOrWhiteSpace(t)).Distinct().Order(StringComparer.Ordinal), .. Awkward, .. Awkward];
        Lines = [.. files.SelectMany(f => f.Text.Split('\n')).Where(l => l.Length > 0).Distinct().Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<SpecFile> Files { get; }

    public IReadOnlyList<string> Tokens { get; }

    public IReadOnlyList<string> Lines { get; }

    /// <summary>Reads every spec below a folder.</summary>
    public static Corpus Read(string folder) => new(
    [
        .. Directory.GetFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Select(path => new SpecFile(path, Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllText(path))),
    ]);

    /// <summary>A text in pieces that join to it again: words, numbers, blanks, line ends and single marks.</summary>
    public static List<string> Tokenize(string text) => [.. Piece().Matches(text).Select(m => m.Value)];

    /// <summary>The spec without <c>expect: {…}</c>.</summary>
    public static string WithoutExpectations(string text) => Expectation().Replace(text, "");

    [GeneratedRegex(@"(?:, |\n +)?expect: \{[^}]*\}")]
    private static partial Regex Expectation();

    [GeneratedRegex(@"\n|[ ]+|\$?[A-Za-z_][A-Za-z0-9_]*|[0-9.]+(?:e-?[0-9]+)?|.", RegexOptions.Singleline)]
    private static partial Regex Piece();
}
