using System.Globalization;
using System.Text.RegularExpressions;
using ModelGen.Training;

namespace ModelGen.Checkpoints;

/// <summary>
/// File names with an epoch's figures in them: <c>epoch-{epoch}.ckpt</c>, <c>xception_{epoch:02}_{val_accuracy:.3}.ckpt</c>. Formats are
/// Python's: <c>:02</c> for leading zeros, <c>:.3f</c> for decimals, <c>:.3</c> for significant digits.
/// </summary>
internal sealed partial class CheckpointName
{
    private static readonly (string Word, Func<EpochResult, double?> Value)[] Figures =
    [
        ("epoch", e => e.Epoch),
        ("accuracy", e => e.ValidationAccuracy ?? e.TrainAccuracy),
        ("loss", e => e.ValidationLoss ?? e.TrainLoss),
        ("val_accuracy", e => e.ValidationAccuracy),
        ("val_loss", e => e.ValidationLoss),
        ("train_accuracy", e => e.TrainAccuracy),
        ("train_loss", e => e.TrainLoss),
    ];

    private readonly string pattern;

    /// <exception cref="UserError">It asks for a figure that nobody knows, in a format that nobody knows, or for a folder.</exception>
    public CheckpointName(string pattern)
    {
        this.pattern = pattern;
        foreach (Match field in Fields().Matches(pattern))
        {
            string word = field.Groups["word"].Value;
            string[] known = [.. Figures.Select(f => f.Word), "model"];
            if (!known.Contains(word))
                throw new UserError($"{pattern}: a file name has no {{{word}}}, but {RecipeValues.Expected(word, known)}");
            if (field.Groups["format"] is { Success: true, Value: var format } && !Format().IsMatch(format))
                throw new UserError($"{pattern}: the format '{format}' of {{{word}}}: expected 02 for leading zeros, .3f for decimals or .3 for digits");
        }

        if (pattern.Length == 0 || pattern.Contains('/', StringComparison.Ordinal) || pattern.Contains('\\', StringComparison.Ordinal))
            throw new UserError($"'{pattern}': expected the name of a file, without folders");
    }

    public string Of(TrainingPlan plan, EpochResult result) => Fields().Replace(pattern, field =>
    {
        string word = field.Groups["word"].Value;
        if (word == "model")
            return plan.Model;
        double value = Figures.First(f => f.Word == word).Value(result) ?? double.NaN;
        string standard = word == "epoch" ? new string('0', Text(plan.Recipe.Epochs, "0").Length) : "0.0000";
        return Text(value, field.Groups["format"] is { Success: true, Value: var format } ? DotNetFormat(format) : standard);
    });

    /// <summary>02 → 00, .3f → F3, .3 → G3.</summary>
    private static string DotNetFormat(string format) => format[0] == '0'
        ? new string('0', int.Parse(format, CultureInfo.InvariantCulture))
        : format[^1] == 'f' ? $"F{format[1..^1]}" : $"G{format[1..]}";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(?<word>[^{}:]*)(:(?<format>[^{}]*))?\}")]
    private static partial Regex Fields();

    [GeneratedRegex(@"^(0[1-9]|\.[0-9]f?)$")]
    private static partial Regex Format();
}
