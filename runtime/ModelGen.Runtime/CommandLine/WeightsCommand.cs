using System.CommandLine;
using System.Globalization;
using ModelGen.Checkpoints;
using ModelGen.Checkpoints.Files;
using ModelGen.Checkpoints.Matching;

namespace ModelGen.CommandLine;

/// <summary><c>weights show</c>, <c>weights convert</c>, <c>weights list</c>, <c>weights fetch</c>.</summary>
internal static class WeightsCommand
{
    public static Command Create(IReadOnlyList<ModelInfo> models, CommandConsole console, WeightsStore store) =>
        new("weights", "Looks into weights files of PyTorch, Keras, safetensors and TorchSharp, converts them, and fetches published ones.")
        {
            Show(models, console), WeightsConvertCommand.Create(models, console), List(models, console, store), Fetch(models, console, store),
        };

    private static Command Show(IReadOnlyList<ModelInfo> models, CommandConsole console)
    {
        var file = new Argument<string>("FILE") { Description = "Of PyTorch (.pt .pth .bin .th), Keras (.h5 .keras), safetensors or TorchSharp, or a checkpoint." };
        var model = new Option<string?>("--model") { HelpName = "MODEL", Description = "Compare with a model: every key that is missing, unexpected or of another shape." };
        var options = new WeightsOptionSet();
        var json = CommandOptions.Json();
        var command = new Command("show", """
            Lists the tensors of a file: name, element type, shape; nothing in it is executed.

              weights show resnet20-12fca82f.th
              weights show resnet20-12fca82f.th --model ResNet20
            """) { file, model, json };
        foreach (var option in options.All)
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            using var weights = WeightsFile.Open(parsed.GetRequiredValue(file));
            WeightsReport? report = null;
            if (parsed.GetValue(model) is { } name)
                report = Compare(weights, models.Find(name), options.Options(parsed), console);
            else
                WriteTable(weights, console.Out);
            CommandConsole.WriteJson(parsed.GetValue(json), Report(weights, report), RuntimeJson.Default.WeightsShowReport);
            return 0;
        });
        return command;
    }

    private static Command List(IReadOnlyList<ModelInfo> models, CommandConsole console, WeightsStore store)
    {
        var command = new Command("list", "Lists published weights: model, name, file, whether it is here.");
        command.SetAction(_ =>
        {
            var table = new TextTable(("model", false), ("weights", false), ("address", false), ("here", false));
            foreach (var m in models)
            {
                foreach (var w in m.Weights)
                    table.Add(m.Name, w.Name, w.Url, File.Exists(store.PathOf(w)) ? "yes" : "no");
            }

            if (models.All(m => m.Weights.Count == 0))
                console.Out.WriteLine("no model here names published weights (weights: in its spec)");
            else
                table.Write(console.Out);
            return 0;
        });
        return command;
    }

    private static Command Fetch(IReadOnlyList<ModelInfo> models, CommandConsole console, WeightsStore store)
    {
        var model = CommandOptions.Model(models);
        var name = new Argument<string>("NAME") { Description = "As `weights list` shows it: imagenet." };
        var command = new Command("fetch", "Downloads published weights into the cache and prints the file's path.") { model, name };
        command.SetAction(parsed =>
        {
            using var interrupt = new Interrupt();
            var found = WeightsArgument.Find(parsed.GetRequiredValue(name), models.Find(parsed.GetRequiredValue(model)), store, interrupt.Token);
            console.Out.WriteLine(found.Published is null ? throw new UserError($"{found.Path}: no name of published weights: `weights list` shows them") : found.Path);
            return 0;
        });
        return command;
    }

    private static WeightsReport Compare(WeightsFile file, ModelInfo info, WeightsOptions options, CommandConsole console)
    {
        using var net = info.Create(null);
        var report = WeightsLoader.Report(file, WeightsLoader.Match(file, net, info, options), info);
        console.Out.WriteLine($"{file.Path} ({WeightsFile.Describe(file.Format)}) for {info.Name} ({info.SpecFile}): {report.Summary}");
        foreach (string line in report.Details)
            console.Out.WriteLine(line);
        return report;
    }

    private static void WriteTable(WeightsFile file, TextWriter output)
    {
        var table = new TextTable(("tensor", false), ("type", false), ("shape", true), ("elements", true));
        foreach (var tensor in file.Tensors)
            table.Add(PrintableText.Of(tensor.Name), tensor.Type.Name(), ShapeText.Of(tensor.Shape), Number(tensor.ElementCount));
        table.Add($"{file.Tensors.Count} tensors", "", "", Number(file.Tensors.Sum(t => t.ElementCount)));
        output.WriteLine($"{file.Path}: {WeightsFile.Describe(file.Format)}, {Number(file.Length)} bytes");
        table.Write(output);
    }

    private static WeightsShowReport Report(WeightsFile file, WeightsReport? match) => new(
        file.Path, file.Format, file.Length, [.. file.Tensors.Select(t => new WeightsTensorEntry(t.Name, t.Type.Name(), t.Shape))], match);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

internal sealed record WeightsShowReport(string File, WeightsFormat Format, long Bytes, IReadOnlyList<WeightsTensorEntry> Tensors, WeightsReport? Match);

internal sealed record WeightsTensorEntry(string Name, string Type, IReadOnlyList<long> Shape);
