using System.Text;
using System.Text.RegularExpressions;

namespace ModelGen.Compiler.Tests.Passes;

/// <summary>
/// docs/dropout.md says what the lint finds in the zoo, with nothing allowed, and what it says of the places where torchvision and timm put dropout.
/// MODELGEN_UPDATE_DOCS=1 rewrites it.
/// </summary>
public partial class LintTableTests
{
    private static readonly SpecFolder Models = SpecFolder.OnDisk(Repository.File("models"));

    /// <summary>
    /// Who, which option, and as what in a spec: a model of the zoo with a dropout section, or none for one that the zoo's file has itself. Read from
    /// torchvision 0.14 (models/*.py) and timm 1.0 (timm/models/resnet.py, densenet.py, convnext.py, efficientnet.py).
    /// </summary>
    private static readonly (string Who, string Option, string Model, string? Dropout)[] Choices =
    [
        ("torchvision, timm", "DenseNet `drop_rate`", "densenet.yaml#DenseNet121", "branch: {dropout: 0.2, at: end}"),
        ("torchvision, timm", "EfficientNet's classifier", "efficientnet.yaml#EfficientNetB0", null),
        ("torchvision, timm", "EfficientNet's stochastic depth", "efficientnet.yaml#EfficientNetB0", "branch: {drop_path: $(0.2 * index / count), at: end}"),
        ("torchvision, timm", "ConvNeXt's stochastic depth", "convnext.yaml#ConvNeXtTiny", null),
        ("torchvision", "MobileNetV2, MnasNet", "mobilenet_v2.yaml#MobileNetV2", null),
        ("torchvision", "GoogLeNet, Inception v3", "googlenet.yaml#GoogLeNet", null),
        ("torchvision", "MobileNetV3, between the linear layers", "mobilenet_v3.yaml#MobileNetV3Large", null),
        ("torchvision", "AlexNet, VGG, between the linear layers", "alexnet.yaml#AlexNet", null),
        ("torchvision", "SqueezeNet, before the last convolution", "squeezenet.yaml#SqueezeNet1_0", null),
        ("timm", "ResNet `drop_rate`", "resnet.yaml#ResNet50", "head: {dropout: 0.2, at: after_pool}"),
        ("timm", "ResNet `drop_block_rate`, bottleneck", "resnet.yaml#ResNet50", "branch: {drop_block: 0.1, block_size: 5, at: after norm 2, in: layer3*}"),
        ("timm", "ResNet `drop_block_rate`, basic", "resnet.yaml#ResNet18", "branch: {drop_block: 0.1, block_size: 5, at: after norm 1, in: layer3*}"),
        ("timm", "ResNet `drop_path_rate`", "resnet.yaml#ResNet50", "branch: {drop_path: $(0.1 * index / (count - 1)), at: end}"),
        ("timm", "ConvNeXt `drop_rate`", "convnext.yaml#ConvNeXtTiny", "head: {dropout: 0.2, at: before linear last}"),
        ("WideResNet's authors", "between the convolutions", "wide_resnet_cifar.yaml#WideResNet28_10", null),
    ];

    [Fact]
    public void Others_choices_are_judged()
    {
        var table = new StringBuilder("| whose | dropout | as | found |\n|---|---|---|---|\n");
        foreach (var (who, option, model, dropout) in Choices)
        {
            var found = Judge(model, dropout).ToList();
            string spec = dropout is null ? $"`{model.Split('#')[0]}`" : $"`{dropout}`";
            table.Append($"| {who} | {option} | {spec} | {(found.Count == 0 ? "nothing" : string.Join("; ", found))} |\n");
        }

        Check(OfOthers(), table.ToString());
    }

    private static IEnumerable<string> Judge(string model, string? dropout)
    {
        string[] parts = model.Split('#');
        var result = dropout is null
            ? Models.CompileText(parts[0], Allow().Replace(Models.TextOf(parts[0]), string.Empty))
            : Models.CompileText("judged.yaml", $"variants: {{Judged: {{extends: {model}, dropout: {{{dropout}}}}}}}\n");
        // A case that no longer compiles is none that nothing was found in.
        Assert.Contains(result.Models, m => m.Name == (dropout is null ? parts[1] : "Judged"));
        return result.Diagnostics.Select(d => d.Descriptor).Distinct().Where(d => d.Id.StartsWith("MG2", StringComparison.Ordinal) && d.Id != "MG2006")
            .OrderBy(d => d.Id, StringComparer.Ordinal).Select(d => $"[{d.Id}](diagnostics/{d.Id}.md) {d.Title}");
    }

    [Fact]
    public void The_table_is_up_to_date()
    {
        var table = new StringBuilder("| file | found | models | first |\n|---|---|---:|---|\n");
        foreach (string path in Models.Paths)
        {
            var findings = Models.CompileText(path, Allow().Replace(Models.TextOf(path), string.Empty)).Diagnostics
                .Where(d => d.Descriptor.Id.StartsWith("MG2", StringComparison.Ordinal));
            foreach (var group in findings.GroupBy(d => d.Descriptor).OrderBy(g => g.Key.Id, StringComparer.Ordinal))
            {
                var first = group.First();
                var count = InVariants().Match(first.Message);
                string models = count.Success ? count.Groups[1].Value : "1";
                string file = first.Span.Path[(first.Span.Path.LastIndexOf("models/", StringComparison.Ordinal) + 7)..];
                table.Append($"| `{path}` | [{group.Key.Id}](diagnostics/{group.Key.Id}.md) {group.Key.Title} | {models} | {file}, line {first.Span.StartLine + 1} |\n");
            }
        }

        Check(Between(), table.ToString());
    }

    private static void Check(Regex between, string table)
    {
        string page = Repository.File("docs/dropout.md");
        string text = File.ReadAllText(page).Replace("\r\n", "\n", StringComparison.Ordinal);
        Assert.Matches(between, text);
        string updated = between.Replace(text, m => m.Groups[1].Value + table + m.Groups[3].Value);
        if (Environment.GetEnvironmentVariable("MODELGEN_UPDATE_DOCS") == "1")
            File.WriteAllText(page, updated);
        else
            Assert.Equal(updated, text);
    }

    [GeneratedRegex(@"^ *allow: \[.*\n", RegexOptions.Multiline)]
    private static partial Regex Allow();

    [GeneratedRegex(@"\(in (\d+) variants\)")]
    private static partial Regex InVariants();

    [GeneratedRegex("(<!-- begin: others -->\n)(.*?)(<!-- end: others -->)", RegexOptions.Singleline)]
    private static partial Regex OfOthers();

    [GeneratedRegex("(<!-- begin: lint -->\n)(.*?)(<!-- end: lint -->)", RegexOptions.Singleline)]
    private static partial Regex Between();
}
