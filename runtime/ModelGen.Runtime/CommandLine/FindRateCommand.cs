using System.CommandLine;
using System.Globalization;
using ModelGen.Data;
using ModelGen.Training;

namespace ModelGen.CommandLine;

/// <summary><c>find-lr MODEL</c>: the learning-rate search.</summary>
internal static class FindRateCommand
{
    private const int Lines = 20;
    private const int BarWidth = 40;

    public static Command Create(IReadOnlyList<ModelInfo> models, CommandConsole console, DataLocator locator)
    {
        var (name, data, threads, json) = (CommandOptions.Model(models), CommandOptions.Data(), CommandOptions.Threads(), CommandOptions.Json());
        var set = new Option<string[]>("--set") { HelpName = "FIELD=VALUE", DefaultValueFactory = _ => [], Description = "Any field of the recipe, as for train." };
        var seed = new Option<int>("--seed") { HelpName = "N", Description = "Of the weights and the order. Default: 0." };
        var from = new Option<double>("--from") { HelpName = "RATE", DefaultValueFactory = _ => 1e-6, Description = "First rate." };
        var to = new Option<double>("--to") { HelpName = "RATE", DefaultValueFactory = _ => 10, Description = "Last rate, if the loss does not explode before." };
        var steps = new Option<int>("--steps") { HelpName = "N", DefaultValueFactory = _ => 100, Description = "Steps from first to last." };
        var command = new Command("find-lr", "Trains a fresh model with rising learning rates until the loss explodes, and says at which rate it fell fastest.")
        {
            name, data, set, seed, from, to, steps, threads, json,
        };
        command.SetAction(parsed =>
        {
            using var interrupt = new Interrupt();
            var info = models.Find(parsed.GetRequiredValue(name));
            var recipe = info.Recipe.With(parsed.GetValue(set)!).Checked();
            CommandOptions.SetUpTorch(parsed.GetValue(threads));
            var images = locator.Load(parsed.GetValue(data), interrupt.Token, ImageShape.Of(info.InputShape));
            var options = new TrainingOptions { Seed = parsed.GetValue(seed) };
            var curve = LearningRateFinder.Run(info, images, recipe, options, parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(steps), interrupt.Token);
            Draw(curve, console.Out);
            CommandConsole.WriteJson(parsed.GetValue(json), new RateFinderReport(info.Name, curve.Suggestion, curve.Points), RuntimeJson.Default.RateFinderReport);
            return 0;
        });
        return command;
    }

    private static void Draw(RateCurve curve, TextWriter output)
    {
        double low = curve.Points.Min(p => p.Loss);
        double high = curve.Points.Max(p => p.Loss);
        foreach (var point in curve.Points.Where((_, i) => i % Math.Max(1, curve.Points.Count / Lines) == 0))
        {
            int length = (int)Math.Round(BarWidth * (point.Loss - low) / Math.Max(high - low, 1e-12));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"lr {point.Rate,9:0.00e+00}  loss {point.Loss:f4} {new string('█', length)}"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the loss falls fastest at lr {curve.Suggestion:0.0e+00}"));
    }
}
