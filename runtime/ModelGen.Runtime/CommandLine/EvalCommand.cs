using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ModelGen.Checkpoints;
using ModelGen.Data;
using ModelGen.Evaluation;
using ModelGen.Reports;

namespace ModelGen.CommandLine;

/// <summary><c>eval MODEL --weights FILE</c>.</summary>
internal static class EvalCommand
{
    public const int StandardBatchSize = 256;

    public static Command Create(IReadOnlyList<ModelInfo> models, CommandConsole console, DataLocator locator, WeightsStore store)
    {
        var (name, data, split, skipCorrupt) = (CommandOptions.Model(models), CommandOptions.Data(), CommandOptions.Split(), CommandOptions.SkipCorrupt());
        var (weights, finding, normalizing) = (CommandOptions.Weights("What to evaluate", required: true), new WeightsOptionSet(), new WeightsOptionSet.Normalizing());
        var (batchSize, threads, layout, json) =
            (CommandOptions.BatchSize(StandardBatchSize), CommandOptions.Threads(), CommandOptions.ChannelsLast(), CommandOptions.Json());
        var plain = CommandOptions.Plain();
        var report = new Option<string?>("--report") { HelpName = "FILE", Description = "Also write a page (.html): classes, reliability, confusions, and the pictures that were taken for something else." };
        var views = CommandOptions.Views();
        var command = new Command("eval", """
            Evaluates saved weights: loss, top-1, top-5, calibration; precision, recall, F1 and confusions of each class.

              eval ResNet20 --weights out/ResNet20-seed0/last.ckpt
              eval ResNet20 --weights out/ResNet20-seed0/last.ckpt --tta flip+crops
              eval ResNet20 --weights resnet20-12fca82f.th --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225
            """)
        {
            name, weights, data, split, skipCorrupt, views, batchSize, threads, layout, plain, report, json,
        };
        foreach (var option in finding.All.Concat(normalizing.All))
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            using var interrupt = new Interrupt();
            var info = models.Find(parsed.GetRequiredValue(name));
            var normalization = normalizing.Of(parsed, info);
            var machine = CommandOptions.SetUpTorch(parsed.GetValue(threads));
            string named = parsed.GetRequiredValue(weights)!;
            using var trained = TrainedModel.Load(info, WeightsArgument.Find(named, info, store, interrupt.Token), finding.Options(parsed), console);
            var set = locator.Load(parsed.GetValue(data), interrupt.Token, ImageShape.Of(info.InputShape), parsed.GetValue(skipCorrupt));
            set.CheckFits(info);
            set.CheckFits(info, trained.Loss);
            trained.CheckClasses(set);
            var images = set.Split(parsed.GetRequiredValue(split));
            using var loader = new BatchLoader(images, normalization ?? trained.Normalization ?? set.Normalization, null, new BatchLoaderOptions
            {
                BatchSize = parsed.GetValue(batchSize),
                ChannelsLast = parsed.GetValue(layout),
            });
            var clock = Stopwatch.StartNew();
            var options = new EvaluationOptions { Loss = trained.Loss, Views = parsed.GetValue(views) };
            var result = Evaluator.Run(trained.Answering(parsed.GetValue(plain)), loader, options, cancellation: interrupt.Token);
            double speed = result.Images / clock.Elapsed.TotalSeconds;
            Write(console.Out, parsed.GetRequiredValue(split), result, set.ClassNames, speed);
            if (parsed.GetValue(report) is { } page)
            {
                var probabilities = result.LabelSets is null ? Evaluator.Predict(trained.Answering(parsed.GetValue(plain)), loader, options) : null;
                new EvaluationPage(info, named, parsed.GetRequiredValue(split), DataInfo.Of(set), result) { Recipe = trained.CheckpointInfo?.Recipe }
                    .Write(page, images, probabilities);
                console.Out.WriteLine($"saved {page}");
            }

            CommandConsole.WriteJson(parsed.GetValue(json), new EvalReport
            {
                Model = info.Name,
                Weights = named,
                Split = parsed.GetRequiredValue(split),
                Views = options.Views == TestTimeViews.None ? null : CommandOptions.Word(options.Views),
                Data = DataInfo.Of(set),
                Machine = machine,
                Result = result,
                Recipe = trained.CheckpointInfo?.Recipe,
                ImagesPerSecond = speed,
            }, RuntimeJson.Default.EvalReport);
            return 0;
        });
        return command;
    }

    public static string Line(string split, EvaluationResult r) => r.LabelSets is { } sets
        ? string.Create(CultureInfo.InvariantCulture,
            $"{split}: loss {r.Loss:f4}, all classes right {sets.ExactMatch:p2}, decisions right {sets.DecisionAccuracy:p2}, mAP {sets.MeanAveragePrecision:p2} ({r.Images:N0} images)")
        : string.Create(CultureInfo.InvariantCulture,
            $"{split}: loss {r.Loss:f4}, top-1 {r.Top1:p2}, top-5 {r.Top5:p2} ({r.Images:N0} images)");

    private static void Write(TextWriter output, string split, EvaluationResult result, IReadOnlyList<string> classes, double speed)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Line(split, result)}, {speed:f0} images/s"));
        if (result.Calibration is { } calibration)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"expected calibration error {calibration.Error:p2}, mean F1 {result.MeanF1:p2}"));
        string last = result.LabelSets is null ? "most taken for" : "average precision";
        var table = new TextTable(("class", false), ("images", true), ("precision", true), ("recall", true), ("F1", true), (last, result.LabelSets is not null));
        for (int c = 0; c < classes.Count; c++)
        {
            table.Add(
                classes[c],
                Images(result, c).ToString(CultureInfo.InvariantCulture),
                Share(result.Precision[c]),
                Share(result.Recall[c]),
                Share(result.F1[c]),
                result.LabelSets is { } sets ? Share(sets.AveragePrecision[c]) : MostTakenFor(result.ConfusionMatrix[c], c, classes));
        }

        table.Write(output);
    }

    /// <summary>That have the class.</summary>
    private static int Images(EvaluationResult result, int c) =>
        result.LabelSets is { } sets ? sets.Counts[c].Found + sets.Counts[c].Missed : result.ConfusionMatrix[c].Sum();

    private static string MostTakenFor(IReadOnlyList<int> row, int c, IReadOnlyList<string> classes)
    {
        int wrong = Enumerable.Range(0, row.Count).Where(p => p != c).MaxBy(p => row[p]);
        return row[wrong] == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{classes[wrong]} ({row[wrong]})");
    }

    private static string Share(double? share) => share?.ToString("p1", CultureInfo.InvariantCulture) ?? "-";
}
