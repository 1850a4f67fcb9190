using System.CommandLine;
using System.Globalization;
using ModelGen.Checkpoints;
using ModelGen.Data;

namespace ModelGen.CommandLine;

/// <summary>How weights are found in a file: the options of every verb that reads one.</summary>
internal sealed class WeightsOptionSet
{
    private readonly Option<string?> prefix = new("--prefix")
    {
        HelpName = "PATH",
        Description = "Where in the file the weights are, for instance `ema` or `state_dict.module`. Default: where the most of the model's keys are.",
    };

    private readonly Option<string[]> rename = new("--rename")
    {
        HelpName = "FROM=TO",
        Description = "Another name for a path of the file, as often as needed: `linear=fc`, `*.norm.1=*.norm1`, `aux=` to drop it.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> partial = new("--partial") { Description = "Load what fits, and name the rest, instead of refusing weights that are not all of the model's." };

    public IEnumerable<Option> All => [prefix, rename, partial];

    public WeightsOptions Options(ParseResult parsed) => new()
    {
        Prefix = parsed.GetValue(prefix),
        Renames = [.. parsed.GetValue(rename)!.Select(Rule)],
        Partial = parsed.GetValue(partial),
    };

    /// <summary>--mean and --std, for weights whose file does not say how their images were normalised.</summary>
    public sealed class Normalizing
    {
        private readonly Option<string?> mean = new("--mean") { HelpName = "R,G,B", Description = "Mean that the weights were trained with, of values from 0 to 1. Default: the checkpoint's, else the data's." };
        private readonly Option<string?> std = new("--std") { HelpName = "R,G,B", Description = "Standard deviation, likewise." };

        public IEnumerable<Option> All => [mean, std];

        /// <summary>Null when not given.</summary>
        /// <exception cref="UserError">Only one was given, or they are not a number for each channel.</exception>
        public Normalization? Of(ParseResult parsed, ModelInfo model)
        {
            var (means, deviations) = (parsed.GetValue(mean), parsed.GetValue(std));
            if (means is null && deviations is null)
                return null;
            if (means is null || deviations is null)
                throw new UserError("--mean and --std belong together: give both or neither");
            var normalization = new Normalization(Numbers("--mean", means, model), Numbers("--std", deviations, model));
            return normalization.Std.All(s => s > 0) ? normalization : throw new UserError($"--std {deviations}: expected numbers above 0");
        }

        private static float[] Numbers(string option, string text, ModelInfo model)
        {
            string[] parts = text.Split(',');
            float[] numbers = [.. parts.Select(p => float.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out float n) ? n : float.NaN)];
            long channels = model.InputShape[0];
            return numbers.Length == channels && numbers.All(float.IsFinite) ? numbers
                : throw new UserError($"{option} {text}: expected {channels} numbers with commas between them, one for each channel");
        }
    }

    private static RenameRule Rule(string text) => text.Split('=') is [var from, var to]
        ? new RenameRule(from, to).Checked()
        : throw new UserError($"--rename {text}: expected FROM=TO");
}
