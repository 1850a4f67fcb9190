using System.CommandLine;
using System.Globalization;
using ModelGen.Checkpoints;
using ModelGen.Data;
using ModelGen.Evaluation;

namespace ModelGen.CommandLine;

/// <summary><c>predict MODEL --weights FILE IMAGE…</c>.</summary>
internal static class PredictCommand
{
    public static Command Create(IReadOnlyList<ModelInfo> models, CommandConsole console, WeightsStore store)
    {
        var (name, threads, json) = (CommandOptions.Model(models), CommandOptions.Threads(), CommandOptions.Json());
        var (weights, finding, normalizing) = (CommandOptions.Weights("What to predict with", required: true), new WeightsOptionSet(), new WeightsOptionSet.Normalizing());
        var files = new Argument<string[]>("IMAGE") { Arity = ArgumentArity.OneOrMore, Description = "JPEG or PNG files, or folders of them; resized to the model's input if needed." };
        var csv = new Option<string?>("--csv") { HelpName = "FILE", Description = "Also write a table: a line for each picture, its classes and their probabilities." };
        var views = CommandOptions.Views();
        var skipCorrupt = CommandOptions.SkipCorrupt();
        var top = new Option<int>("--top") { HelpName = "K", DefaultValueFactory = _ => 3, Description = "How many classes to show for each picture." };
        var plain = CommandOptions.Plain();
        var command = new Command("predict", """
            Says what is in pictures: the likeliest classes and their probabilities.

              predict ResNet20 --weights out/ResNet20-seed0/last.ckpt cat.jpg dog.png
              predict ResNet20 --weights out/ResNet20-seed0/last.ckpt holiday/ --top 5 --csv holiday.csv
            """)
        {
            name, files, weights, top, csv, skipCorrupt, views, threads, plain, json,
        };
        foreach (var option in finding.All.Concat(normalizing.All))
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var info = models.Find(parsed.GetRequiredValue(name));
            int shown = parsed.GetValue(top);
            if (shown < 1)
                throw new UserError($"--top {shown}: expected at least 1");
            var normalization = normalizing.Of(parsed, info);
            using var interrupt = new Interrupt();
            CommandOptions.SetUpTorch(parsed.GetValue(threads));
            string named = parsed.GetRequiredValue(weights)!;
            using var trained = TrainedModel.Load(info, WeightsArgument.Find(named, info, store, interrupt.Token), finding.Options(parsed), console);
            normalization ??= trained.Normalization;
            if (normalization is null)
                console.Error.WriteLine("note: a bare weights file says no normalisation: CIFAR-10's is taken; --mean and --std say another");
            var predictor = new PicturePredictor(trained, info, normalization ?? Normalization.Cifar10, shown, console)
            {
                SkipCorrupt = parsed.GetValue(skipCorrupt),
                IsPlain = parsed.GetValue(plain),
                Views = parsed.GetValue(views),
            };
            var predictions = predictor.Predict(Pictures(parsed.GetRequiredValue(files)), interrupt.Token);
            if (parsed.GetValue(csv) is { } table)
                PredictionCsv.Write(table, predictions);
            CommandConsole.WriteJson(
                parsed.GetValue(json),
                new PredictReport(info.Name, named, trained.CheckpointInfo?.Data.Synthetic == true, predictions),
                RuntimeJson.Default.PredictReport);
            return 0;
        });
        return command;
    }

    /// <summary>Files as they were named, folders with all pictures below.</summary>
    private static List<string> Pictures(string[] named)
    {
        var pictures = new List<string>();
        foreach (string path in named)
        {
            if (!Directory.Exists(path))
            {
                pictures.Add(path);
                continue;
            }

            var found = PictureFiles.In(path);
            if (found.Count == 0)
                throw new UserError($"{path}: no pictures here ({string.Join(", ", PictureFiles.Extensions)})");
            pictures.AddRange(found);
        }

        return pictures;
    }
}
