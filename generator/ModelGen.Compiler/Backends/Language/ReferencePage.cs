using System.Globalization;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Spec.Training;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.Language;

/// <summary>The reference page of ops, initializers and training, in Markdown, from their registries.</summary>
public static class ReferencePage
{
    private static readonly (string Title, string[] Ops)[] Families =
    [
        ("Weights", ["conv", "conv_transpose", "linear", "prelu", "scale"]),
        ("Norms", ["batch_norm", "group_norm", "layer_norm", "layer_norm_2d"]),
        ("Pooling", ["max_pool", "avg_pool", "adaptive_avg_pool", "adaptive_max_pool", "global_avg_pool", "global_max_pool"]),
        ("Dropouts", ["dropout", "dropout2d", "alpha_dropout", "drop_path", "drop_block"]),
        ("Shapes", ["flatten", "pad", "subsample", "narrow", "channel_shuffle", "permute", "identity"]),
    ];

    /// <summary>The whole page, lines ended by line feeds.</summary>
    public static string Write()
    {
        var lines = new List<string>
        {
            "# Ops, initializers, training",
            "",
            "This page is written by the compiler from its own registries; a test keeps it so. Names and defaults are torch.nn's.",
            "",
            "An item is a word (`relu`) or a mapping with the word as a key: `{conv: 16, kernel_size: 3}`. The argument marked *main* stands beside the word.",
            "A number may be an expression, `$name` or `$(…)`; where a pair is taken, one number stands for height and width, and `[3, 5]` for one each.",
            "Arguments marked † change no key and no shape, so `defaults:` may set them for a whole model.",
        };
        var named = new HashSet<string>(Families.SelectMany(f => f.Ops), StringComparer.Ordinal);
        var activations = OpRegistry.All.Where(o => !named.Contains(o.Name)).Select(o => o.Name);
        foreach (var (title, ops) in Families.Take(1).Append(("Activations", [.. activations])).Concat(Families.Skip(1)))
            lines.AddRange(["", "## " + title, .. ops.SelectMany(name => Op(OpRegistry.Find(name) ?? throw new InvalidOperationException("no op is called " + name)))]);
        lines.AddRange(
        [
            "",
            "## Initializers",
            "",
            "How fresh weights are drawn: `{conv: 16, kernel_size: 3, init: {kaiming_normal, mode: fan_out}, bias_init: zeros}`. Left out, weights are drawn as torch.nn",
            "draws them. `{batch_norm, init: zeros}` as the last norm of a branch makes a residual block an identity at first (Goyal et al. 2017, section 5.1).",
            .. Initializer.All.SelectMany(i => Entry(i.Name, i.Summary, "", i.Parameters)),
            "",
            "## Training",
            "",
            "Fields of `training:`. Those that another field decides on are read with the words in brackets alone.",
            "",
            "| field | takes | default | |",
            "|---|---|---|---|",
            .. TrainingFields.All.Select(Field),
            "| `groups` | list | | Parameters with a rate or a decay of their own: `{match: fc, lr_scale: 10, weight_decay: 0}`; the first match counts. |",
            "| `augment` | list | | What is done to training images, in this order: the words below. |",
            "",
            "## Augmentations",
            "",
            "Entries of `training: augment:`, such as `horizontal_flip` or `{random_crop: 32, padding: 4}`: the first argument stands beside the word.",
            .. AugmentationKind.All.SelectMany(a => Entry(a.Name, a.Summary, "", a.Parameters)),
        ]);
        return string.Join("\n", lines) + "\n";
    }

    private static string Field(TrainingField field)
    {
        string only = field.OnlyWith is { } with ? $" ({with.Field}: {string.Join(", ", with.Words)})" : "";
        string @default = field.Rule.Default is { } value ? value.ToString() : "";
        return $"| `{field.Name}` | {(field.IsList ? "list: " : "")}{Takes(field.Rule)} | {@default} | {field.Rule.Summary}{only} |";
    }

    private static IEnumerable<string> Op(Op op)
    {
        var notes = new List<string>();
        if (op.HasState)
            notes.Add("Has weights: inside a `residual` or `parallel` it needs a name.");
        if (op.Memory.CanRunInPlace)
            notes.Add("Runs in place where nobody else needs the value.");
        return Entry(op.Name, op.Summary, string.Join(" ", notes), op.Parameters);
    }

    private static IEnumerable<string> Entry(string name, string summary, string notes, EquatableArray<OpParameter> parameters)
    {
        yield return "";
        yield return "### " + name;
        yield return "";
        yield return summary;
        if (notes.Length > 0)
            yield return notes;
        if (parameters.Count == 0)
            yield break;
        yield return "";
        yield return "| argument | takes | default | |";
        yield return "|---|---|---|---|";
        foreach (var parameter in parameters)
        {
            string mark = (parameter.IsMain ? " *main*" : "") + (parameter.CanBeDefaulted ? " †" : "");
            yield return $"| `{parameter.Name}`{mark} | {Takes(parameter)} | {Default(parameter)} | {parameter.Summary.Replace("|", "\\|")} |";
        }
    }

    private static string Default(OpParameter parameter) => parameter switch
    {
        { IsRequired: true } => "required",
        { Default: null } => "left out",
        { Default: Value.Number number } => number.ToString(),
        var other => other.Default!.ToString(),
    };

    private static string Takes(OpParameter parameter)
    {
        string type = parameter.Type switch
        {
            ParameterType.Integer => "integer",
            ParameterType.Number => "number",
            ParameterType.Bool => "true or false",
            ParameterType.Text => "word",
            ParameterType.IntegerPair => "integer or pair",
            ParameterType.IntegerList => "list of integers",
            ParameterType.IntegerOrList => "integer or list",
            _ => "initializer",
        };
        string bounds = (parameter.Minimum, parameter.Maximum) switch
        {
            ({ } least, { } most) => $", {Text(least)} to {(parameter.IsMaximumExclusive ? "below " : "")}{Text(most)}",
            ({ } least, null) => $", {(parameter.IsMinimumExclusive ? "above" : "at least")} {Text(least)}",
            (null, { } most) => $", {(parameter.IsMaximumExclusive ? "below" : "at most")} {Text(most)}",
            _ => "",
        };
        string words = parameter.Choices.Count == 0 ? "" : (parameter.Type == ParameterType.Text ? ": " : ", or ") + string.Join(", ", parameter.Choices.Select(c => "`" + c + "`"));
        return type + bounds + words;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
