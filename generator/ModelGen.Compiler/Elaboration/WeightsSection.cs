using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Files;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Spec.Variants;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Elaboration;

/// <summary>
/// Reads <c>weights:</c>: trained weights by name, with the address they are published at and their checksum. They fit one architecture, so a
/// variant's section replaces the one it inherits.
/// </summary>
internal sealed class WeightsSection(Sourced entry, long channels)
{
    public const string Url = "url";
    public const string Sha256 = "sha256";
    public const string Md5 = "md5";
    public const string Mean = "mean";
    public const string Std = "std";
    public const string Rename = "rename";

    /// <summary>In a rename, for a key that the model has no use for.</summary>
    private const string Dropped = "none";

    private static readonly string[] Keys = [Url, Sha256, Md5, Mean, Std, Rename];

    public static EquatableArray<PublishedWeights> Read(Sourced? section, Shape input, FindingList findings)
    {
        if (section is null)
            return default;
        if (section.Node is not YamlMapping mapping)
        {
            findings.Add(Descriptors.WrongForm, section.Place, $"'{Sections.Weights}'", "a mapping of names to url and sha256", section.Node.Describe());
            return default;
        }

        var weights = new List<PublishedWeights>();
        foreach (var entry in mapping.Entries)
            findings.Try(() => weights.Add(new WeightsSection(new Sourced(entry, section.Unit), input.Dimensions[0]).Read()));
        return weights.ToEquatableArray();
    }

    private PublishedWeights Read()
    {
        string name = entry.Entry.Name;
        if (entry.Node is not YamlMapping mapping)
            throw Wrong(entry.Place, $"the weights '{name}'", "a mapping with url and sha256", entry.Node);
        foreach (var key in mapping.Entries.Where(e => !Keys.Contains(e.Name)))
            throw FindingList.Error(Descriptors.UnknownKey, Place.Key(key.Key), $"'{Sections.Weights}'", key.Name, Nearest.Hint(key.Name, Keys));
        var (mean, std) = (Numbers(mapping, Mean, mustBePositive: false), Numbers(mapping, Std, mustBePositive: true));
        if (mean.Count != std.Count)
            throw FindingList.Error(Descriptors.WrongForm, entry.KeyPlace, $"the weights '{name}'", "both 'mean' and 'std', or neither", mean.Count > 0 ? "'mean' alone" : "'std' alone");
        return new PublishedWeights(name, Address(mapping), Checksum(mapping), mean, std, Renames(mapping));
    }

    private string Address(YamlMapping mapping)
    {
        var node = Required(mapping, Url);
        bool isFile = node is YamlScalar scalar && Uri.TryCreate(scalar.Text, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https" && uri.AbsolutePath.Length > 1 && !uri.AbsolutePath.EndsWith("/", StringComparison.Ordinal);
        return isFile ? ((YamlScalar)node).Text : throw Wrong(Place.Value(node), $"'{Url}'", "the address of a file, such as https://example.org/weights.pth", node);
    }

    private PublishedChecksum Checksum(YamlMapping mapping)
    {
        const int Fewest = 8, All = 64, AllOfMd5 = 32;
        if (mapping.Find(Sha256) is null && mapping.Find(Md5) is { } md5)
        {
            return md5 is YamlScalar { Text: { Length: AllOfMd5 } digits } && digits.All(Uri.IsHexDigit)
                ? new PublishedChecksum(true, digits.ToLowerInvariant())
                : throw Wrong(Place.Value(md5), $"'{Md5}'", "the file's MD5: 32 hexadecimal digits", md5);
        }

        var node = Required(mapping, Sha256);
        return node is YamlScalar { Text: { Length: >= Fewest and <= All } text } && text.All(Uri.IsHexDigit)
            ? new PublishedChecksum(false, text.ToLowerInvariant())
            : throw Wrong(Place.Value(node), $"'{Sha256}'", "the file's SHA-256: 64 hexadecimal digits, or the first eight or more of them", node);
    }

    private EquatableArray<double> Numbers(YamlMapping mapping, string key, bool mustBePositive)
    {
        if (mapping.Find(key) is not { } node)
            return default;
        double[] numbers = node is YamlSequence list ? [.. list.Items.Select(Number)] : [];
        bool fits = numbers.Length == channels && numbers.All(n => !double.IsNaN(n) && (!mustBePositive || n > 0));
        return fits ? new(numbers) : throw Wrong(
            Place.Value(node), $"'{key}'", $"a list of {channels} numbers{(mustBePositive ? " above 0" : string.Empty)}, one for each channel of the input", node);
    }

    private static double Number(YamlNode node) =>
        node is YamlScalar { IsNull: false } scalar && ValueReader.ReadScalar(scalar) is ValueSyntax.Literal { Value: Value.Number number } ? number.Amount : double.NaN;

    private static EquatableArray<KeyRename> Renames(YamlMapping mapping)
    {
        if (mapping.Find(Rename) is not { } node)
            return default;
        if (node is not YamlMapping renames)
            throw Wrong(Place.Value(node), $"'{Rename}'", "a mapping of the file's keys to the model's, such as {linear: fc}", node);
        return renames.Entries.Select(Renamed).ToEquatableArray();
    }

    private static KeyRename Renamed(YamlEntry entry)
    {
        if (entry.Value is not YamlScalar { IsNull: false } to)
            throw Wrong(Place.Key(entry.Key), $"'{entry.Name}'", $"the model's key, or '{Dropped}' for one that it has not", entry.Value);
        if (to.Text.Count(c => c == '*') > entry.Name.Count(c => c == '*'))
            throw Wrong(Place.Value(to), $"'{entry.Name}'", "no more '*' than in the key to rename", to);
        return new KeyRename(entry.Name, to.Text == Dropped ? string.Empty : to.Text);
    }

    private YamlNode Required(YamlMapping mapping, string key) => mapping.Find(key)
        ?? throw FindingList.Error(Descriptors.WrongForm, entry.KeyPlace, $"the weights '{entry.Entry.Name}'", $"'{key}'", "none");

    private static SpecException Wrong(Place place, string what, string expected, YamlNode found) =>
        FindingList.Error(Descriptors.WrongForm, place, what, expected, found.Describe());
}
