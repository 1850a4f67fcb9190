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
        var files = new Argument<string[]>("IMAGE") { Arity = ArgumentArity.OneOrMore, Description = "JPEG or PNG files; resized to the model's input if needed." };
        var top = new Option<int>("--top") { HelpName = "K", DefaultValueFactory = _ => 3, Description = "How many classes to show for each picture." };
        var command = new Command("predict", """
            Says what is in pictures: the likeliest classes and their probabilities.

              predict ResNet20 --weights out/ResNet20-seed0/last.ckpt cat.jpg dog.png
            """)
        {
            name, files, weights, top, threads, json,
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
            var predictions = parsed.GetRequiredValue(files)
                .Select(file => Predict(file, trained, info, normalization ?? Normalization.Cifar10, shown, console)).ToList();
            CommandConsole.WriteJson(
                parsed.GetValue(json),
                new PredictReport(info.Name, named, trained.CheckpointInfo?.Data.Synthetic == true, predictions),
                RuntimeJson.Default.PredictReport);
            return 0;
        });
        return command;
    }

    private static PicturePrediction Predict(
        string file, TrainedModel trained, ModelInfo info, Normalization normalization, int top, CommandConsole console)
    {
        var picture = new PictureReader(new StbImageDecoder()).Read(file, ImageShape.Of(info.InputShape));
        if (picture.Note is { } note)
            console.Error.WriteLine($"note: {note}");
        using var loader = new BatchLoader(picture.Image, normalization, null, new BatchLoaderOptions { BatchSize = 1 });
        float[] probabilities = Evaluator.Predict(trained.Model, loader)[0];
        var classes = probabilities.Select((p, c) => new ClassProbability(trained.ClassNames[c], p))
            .OrderByDescending(c => c.Probability).Take(top).ToList();
        console.Out.WriteLine($"{file}: {string.Join(", ", classes.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Class} {c.Probability:p1}")))}");
        return new PicturePrediction(file, classes);
    }
}
