using System.CommandLine;
using ModelGen.Checkpoints;
using ModelGen.Checkpoints.Matching;

namespace ModelGen.CommandLine;

/// <summary><c>weights convert IN OUT</c>.</summary>
internal static class WeightsConvertCommand
{
    private static readonly string[] Precisions = ["float16", "bfloat16", "float32", "float64"];

    public static Command Create(IReadOnlyList<ModelInfo> models, CommandConsole console)
    {
        var from = new Argument<string>("IN") { Description = "A file of PyTorch, safetensors or TorchSharp, or a checkpoint." };
        var to = new Argument<string>("OUT") { Description = "By its extension: .safetensors, .pth (also .pt .th .bin) for PyTorch, .dat for TorchSharp." };
        var model = new Option<string?>("--model") { HelpName = "MODEL", Description = "Write what this model needs, by its own keys and in its own order." };
        var dtype = new Option<string?>("--dtype") { Description = "Convert floating-point tensors." };
        dtype.AcceptOnlyFromAmong(Precisions);
        var options = new WeightsOptionSet();
        var command = new Command("convert", """
            Writes the weights of a file in another format.

              weights convert resnet20-12fca82f.th resnet20.safetensors
              weights convert out/ResNet20-seed0/best.ckpt resnet20.pth
              weights convert ema.pth half.safetensors --model ResNet50 --prefix state_dict_ema --dtype float16
            """) { from, to, model, dtype };
        foreach (var option in options.All)
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(to);
            WeightsWriter.FormatOf(path);
            using var file = WeightsFile.Open(parsed.GetRequiredValue(from));
            var info = parsed.GetValue(model) is { } name ? models.Find(name) : null;
            var tensors = info is null ? Plain(file, options.Options(parsed)) : ForModel(file, info, options.Options(parsed), console);
            foreach (var tensor in tensors)
                tensor.Verify();
            var type = parsed.GetValue(dtype) is { } precision ? ElementTypes.Parse(precision) : null;
            WeightsWriter.Write(path, [.. tensors.Select(t => WritableTensor.Of(t, type))]);
            console.Out.WriteLine($"{path}: {tensors.Count} tensors, {WeightsFile.Describe(WeightsWriter.FormatOf(path))}");
            return 0;
        });
        return command;
    }

    /// <summary>Without a model: what is under the prefix, or under the containers and wrappers that everyone knows.</summary>
    private static List<StoredTensor> Plain(WeightsFile file, WeightsOptions options)
    {
        string prefix = options.Prefix is { Length: > 0 } given ? given.TrimEnd('.') + "." : options.Prefix ?? StatePrefix.OfContainers(file.Tensors);
        var tensors = file.Tensors
            .Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(t => t.Named(RenameRule.Rename(options.Renames, t.Name[prefix.Length..])))
            .Where(t => t.Name.Length > 0).ToList();
        return tensors.Count > 0 ? tensors : throw new UserError($"{file.Path}: no tensors{(prefix.Length > 0 ? $" under {prefix.TrimEnd('.')}" : "")}: `weights show` lists those there are");
    }

    private static List<StoredTensor> ForModel(WeightsFile file, ModelInfo info, WeightsOptions options, CommandConsole console)
    {
        using var net = info.Create(null);
        var match = WeightsLoader.Match(file, net, info, options);
        WeightsLoader.CheckFits(file, match, info, options);
        console.Error.WriteLine($"note: {MatchText.Summary(match)}");
        return [.. match.Matched.Select(m => m.Found)];
    }
}
