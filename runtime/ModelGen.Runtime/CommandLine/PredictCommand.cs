using System.CommandLine;
using System.Globalization;
using ModelGen.Data;
using ModelGen.Evaluation;

namespace ModelGen.CommandLine;

/// <summary><c>predict MODEL --weights FILE IMAGE…</c>.</summary>
internal static class PredictCommand
{
    public static Command Create(IReadOnlyList<ModelInfo> models, CommandConsole console)
    {
        var (name, weights, threads, json) = (CommandOptions.Model(models), CommandOptions.Weights(), CommandOptions.Threads(), CommandOptions.Json());
        var files = new Argument<string[]>("IMAGE") { Arity = ArgumentArity.OneOrMore, Description = "JPEG or PNG files; resized to the model's input if needed." };
        var top = new Option<int>("--top") { HelpName = "K", DefaultValueFactory = _ => 3, Description = "How many classes to show for each picture." };
        var command = new Command("predict", """
            Says what is in pictures: the likeliest classes and their probabilities.

              predict ResNet20 --weights out/ResNet20-seed0/last.ckpt cat.jpg dog.png
            """)
        {
            name, files, weights, top, threads, json,
        };
        command.SetAction(parsed =>
        {
            var info = models.Find(parsed.GetRequiredValue(name));
            int shown = parsed.GetValue(top);
            if (shown < 1)
                throw new UserError($"--top {shown}: expected at least 1");
            CommandOptions.SetUpTorch(parsed.GetValue(threads));
            using var trained = TrainedModel.Load(info, parsed.GetRequiredValue(weights), console);
            if (trained.CheckpointInfo is null)
                console.Error.WriteLine("note: a bare weights file names no classes and no normalisation: CIFAR-10's are taken");
            var predictions = parsed.GetRequiredValue(files).Select(file => Predict(file, trained, info, shown, console)).ToList();
            CommandConsole.WriteJson(
                parsed.GetValue(json),
                new PredictReport(info.Name, parsed.GetRequiredValue(weights), trained.CheckpointInfo?.Data.Synthetic == true, predictions),
                RuntimeJson.Default.PredictReport);
            return 0;
        });
        return command;
    }

    private static PicturePrediction Predict(string file, TrainedModel trained, ModelInfo info, int top, CommandConsole console)
    {
        var picture = new PictureReader(new StbImageDecoder()).Read(file, ImageShape.Of(info.InputShape));
        if (picture.Note is { } note)
            console.Error.WriteLine($"note: {note}");
        var normalization = trained.CheckpointInfo?.Data.Normalization ?? Normalization.Cifar10;
        using var loader = new BatchLoader(picture.Image, normalization, null, new BatchLoaderOptions { BatchSize = 1 });
        float[] probabilities = Evaluator.Predict(trained.Model, loader)[0];
        var classes = probabilities.Select((p, c) => new ClassProbability(trained.ClassNames[c], p))
            .OrderByDescending(c => c.Probability).Take(top).ToList();
        console.Out.WriteLine($"{file}: {string.Join(", ", classes.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Class} {c.Probability:p1}")))}");
        return new PicturePrediction(file, classes);
    }
}
