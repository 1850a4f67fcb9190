using System.CommandLine;
using System.Globalization;
using ModelGen.Checkpoints;
using ModelGen.CommandLine;

namespace ModelGen.Export;

/// <summary><c>export onnx</c>, <c>export torch</c>, <c>export diagram</c>.</summary>
internal static class ExportCommand
{
    public static Command Create(IReadOnlyList<ModelInfo> models, CommandConsole console, WeightsStore store) =>
        new("export", "Writes a model for other programs: ONNX, PyTorch, a diagram.") 
        {
            Onnx(models, console, store), Torch(models, console, store), Diagram(models, console),
        };

    private static Command Onnx(IReadOnlyList<ModelInfo> models, CommandConsole console, WeightsStore store)
    {
        var (name, weights, finding) = (CommandOptions.Model(models), CommandOptions.Weights("What to write",
            required: false), new WeightsOptionSet());
        var output = new Option<string?>("--output") { HelpName = "FILE", Description = "Default: MODEL.onnx." };
        var fold = new Option<bool>("--fold") { Description = "Make norms part of the layer they follow: faster, for inference alone." };
        var external = new Option<bool>("--external") { Description = "Weights in a file of their own, FILE.data, as they are anyway over 2 GB." };
        var command = new Command("onnx", """
            Writes an ONNX file: opset 17, any batch size, float32. Input `images`, output `logits`.

              export onnx ResNet20 --weights out/ResNet20-seed0/best.ckpt --fold
            """)
        {
            name, weights, output, fold, external,
        };
        foreach (var option in finding.All)
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var info = models.Find(parsed.GetRequiredValue(name));
            using var trained = Load(info, parsed, weights, finding, console, store);
            using var fresh = trained is null ? info.Create(null) : null;
            if (trained is null)
                console.Error.WriteLine("warning: without --weights the file gets random, untrained ones");
            var result = OnnxExport.Write(parsed.GetValue(output) ?? info.Name + ".onnx", info, trained?.Model
                ?? fresh!, new OnnxExportOptions
            {
                Fold = parsed.GetValue(fold),
                External = parsed.GetValue(external),
                Metadata = Metadata(trained),
            });
            string place = result.DataFile is { } data ? $" in {data}" : "";
            console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{result.File}: {result.Nodes} nodes, {result.WeightBytes / 1e6:f1} MB of weights{place}"));
            return 0;
        });
        return command;
    }

    private static Command Torch(IReadOnlyList<ModelInfo> models, CommandConsole console, WeightsStore store)
    {
        var (name, weights, finding) = (CommandOptions.Model(models), CommandOptions.Weights("What to write beside the code",
            required: false), new WeightsOptionSet());
        var output = new Option<string>("--output") { HelpName = "DIR", DefaultValueFactory = _ => ".", Description = "Where the files go." };
        var command = new Command("torch", """
            Writes the model as plain PyTorch code with the same state dict, and train_ddp.py, which trains it by its recipe
            on one process or, with torchrun, on many machines. Bring the weights back with --weights of any verb.

              export torch ResNet20 --output twin
              torchrun --nproc_per_node=4 twin/train_ddp.py twin/resnet20.py --data DIR
            """)
        {
            name, weights, output,
        };
        foreach (var option in finding.All)
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var info = models.Find(parsed.GetRequiredValue(name));
            using var trained = Load(info, parsed, weights, finding, console, store);
            foreach (string file in TorchExport.Write(parsed.GetRequiredValue(output), info, trained?.Model))
                console.Out.WriteLine(file);
            return 0;
        });
        return command;
    }

    private static Command Diagram(IReadOnlyList<ModelInfo> models, CommandConsole console)
    {
        var name = CommandOptions.Model(models);
        var output = new Option<string?>("--output") { HelpName = "FILE", Description = "By its extension: .svg, or .mmd for Mermaid. Default: MODEL.svg." };
        var command = new Command("diagram", """
            Draws the model, collapsed by block, with shapes; and the inside of each block.

              export diagram ResNet20 --output resnet20.svg
            """) { name, output };
        command.SetAction(parsed =>
        {
            var info = models.Find(parsed.GetRequiredValue(name));
            console.Out.WriteLine(DiagramExport.Write(parsed.GetValue(output) ?? info.Name + ".svg", info));
            return 0;
        });
        return command;
    }

    private static TrainedModel? Load(
        ModelInfo info, ParseResult parsed, Option<string?> weights, WeightsOptionSet finding, CommandConsole console, WeightsStore store)
    {
        if (parsed.GetValue(weights) is not { } named)
            return null;
        using var interrupt = new Interrupt();
        return TrainedModel.Load(info, WeightsArgument.Find(named, info, store, interrupt.Token), finding.Options(parsed), console);
    }

    /// <summary>What a user of the file must know about the pictures it expects.</summary>
    private static Dictionary<string, string> Metadata(TrainedModel? trained)
    {
        var metadata = new Dictionary<string, string>();
        if (trained?.Normalization is { } normalization)
        {
            metadata["mean"] = Numbers(normalization.Mean);
            metadata["std"] = Numbers(normalization.Std);
        }

        if (trained?.CheckpointInfo is { } checkpoint)
            metadata["classes"] = string.Join(",", checkpoint.Data.ClassNames);
        return metadata;
    }

    private static string Numbers(IEnumerable<float> values) =>
        string.Join(",", values.Select(v => v.ToString(CultureInfo.InvariantCulture)));
}
