using ModelGen.CommandLine;
using ModelGen.Models;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

/// <summary>The export verbs, from the specs that the build embedded: what leaves is what the generated class computes.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("modelgen-export-").FullName;

    [SkippableTheory]
    [InlineData("ResNet20", "resnet20")]
    [InlineData("PreResNet20", "preresnet20")]
    public void The_twin_with_the_exported_weights_equals_the_generated_class(string name, string file)
    {
        Peer.SkipIfMissing();
        var info = ModelRegistry.All.Single(m => m.Name == name);
        random.manual_seed(5);
        using var model = info.Create(null);
        // A training step, so that norm statistics are no longer those of fresh norms.
        model.train();
        using (var images = randn([4, .. info.InputShape]))
        using (model.call(images))
            model.eval();
        ModelGen.Export.TorchExport.Write(folder, info, model);
        string output = Path.Combine(folder, "twin.tensors");
        Peer.Run("run_exported.py", Path.Combine(folder, file + ".py"), name, Path.Combine(folder, file + ".pth"), output);

        using var twin = NamedTensors.Read(output);
        using var guard = no_grad();
        using var logits = model.call(twin["input"]);
        Assert.True(logits.allclose(twin["logits"], rtol: 1e-4, atol: 1e-4), $"the logits of {name} and its twin differ");
    }

    [Fact]
    public void The_verbs_write_their_files()
    {
        string onnx = Path.Combine(folder, "model.onnx"), svg = Path.Combine(folder, "model.svg"), mermaid = Path.Combine(folder, "model.mmd");
        Assert.Equal(0, Run("export", "onnx", "ResNet20", "--output", onnx));
        Assert.True(new FileInfo(onnx).Length > 4 * ResNet20.ParameterCount, "the weights are not inside");
        Assert.Equal(0, Run("export", "onnx", "ResNet20", "--output", onnx, "--external", "--fold"));
        Assert.True(new FileInfo(onnx).Length < ResNet20.ParameterCount, "the weights are inside");
        Assert.True(new FileInfo(onnx + ".data").Length > 4 * ResNet20.ParameterCount, "the weights are not beside");
        Assert.Equal(0, Run("export", "diagram", "ResNet20", "--output", svg));
        Assert.StartsWith("<svg", File.ReadAllText(svg), StringComparison.Ordinal);
        Assert.Equal(0, Run("export", "diagram", "ResNet20", "--output", mermaid));
        Assert.Contains("flowchart", File.ReadAllText(mermaid), StringComparison.Ordinal);
        Assert.Equal(0, Run("export", "torch", "ResNet20", "--output", folder));
        Assert.True(File.Exists(Path.Combine(folder, "train_ddp.py")));
    }

    [Theory]
    [InlineData("export", "diagram", "ResNet20", "--output", "model.png")]
    [InlineData("export", "onnx", "ResNet2")]
    [InlineData("export", "onnx", "ResNet20", "--weights", "missing.pth")]
    public void Mistakes_are_the_users(params string[] arguments) => Assert.Equal(ModelGenCommandLine.UserErrorCode, Run(arguments));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static int Run(params string[] arguments) => ModelGenCommandLine.Run(ModelRegistry.All, arguments);
}
