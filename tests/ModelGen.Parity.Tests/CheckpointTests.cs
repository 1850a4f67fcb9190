using System.Diagnostics;
using System.Text.Json;
using ModelGen.Checkpoints;
using ModelGen.CommandLine;
using ModelGen.Models;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

/// <summary>
/// Checkpoints that somebody else trained: public CIFAR-10 ResNets, saved by PyTorch before 1.6, evaluated on the real test set by the command
/// line. The reference accuracies were computed with PyTorch on the same files.
/// </summary>
public sealed class CheckpointTests(CheckpointTests.TestSet data) : IClassFixture<CheckpointTests.TestSet>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("modelgen-checkpoint-").FullName;

    [SkippableTheory]
    [InlineData("ResNet20", "resnet20-12fca82f.th", 81.03)]
    [InlineData("ResNet56", "resnet56-4bfd9763.th", 83.20)]
    public void A_published_ResNet_scores_what_it_scores_in_PyTorch(string model, string checkpoint, double expected)
    {
        string report = Path.Combine(folder, "eval.json");
        int code = Run(
            "eval", model, "--weights", Published(checkpoint), "--data", data.Folder, "--mean", "0.485,0.456,0.406", "--std", "0.229,0.224,0.225", "--json", report);
        Assert.Equal(0, code);
        double top1 = 100 * JsonDocument.Parse(File.ReadAllText(report)).RootElement.GetProperty("result").GetProperty("top1").GetDouble();
        Assert.InRange(top1, expected - 0.02, expected + 0.02);
    }

    [SkippableTheory]
    [InlineData("ResNet20", "resnet20-12fca82f.th")]
    [InlineData("ResNet56", "resnet56-4bfd9763.th")]
    public void Converted_to_every_format_and_back_it_is_bit_for_bit_the_same(string model, string checkpoint)
    {
        string original = Published(checkpoint);
        var expected = State(model, original);
        string from = original;
        foreach (string extension in new[] { "safetensors", "pth", "dat", "safetensors" })
        {
            string to = Path.Combine(folder, $"converted{from.Length}.{extension}");
            Assert.Equal(0, Run("weights", "convert", from, to));
            Assert.Equal(expected, State(model, to));
            from = to;
        }
    }

    [Fact]
    public void Keys_that_do_not_fit_come_with_the_lines_of_yaml_that_define_them()
    {
        string path = Path.Combine(folder, "other.pth");
        using (var other = new PreResNet20())
            WeightsWriter.Save(path, other);
        using var net = new ResNet20();
        string message = Assert.Throws<UserError>(() => WeightsLoader.Load(path, net, ResNet20.Info)).Message;
        Assert.Contains($"missing: linear.weight  10×64  {LineOf("resnet_cifar.yaml", "name: linear")}\n", message);
        Assert.Matches(
            @"another shape: layer2\.0\.bn1\.weight  16 in the file, 32 in the model  blocks/cifar\.yaml\([0-9]+\), used in resnet_cifar\.yaml\([0-9]+\)\n",
            message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string LineOf(string file, string text)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Peer.RepositoryRoot, "models", file));
        return $"{file}({Array.FindIndex(lines, l => l.Contains(text, StringComparison.Ordinal)) + 1})";
    }

    private static string Published(string name)
    {
        string path = Path.Combine(Peer.Shared, "weights", name);
        Skip.IfNot(File.Exists(path), $"{path} does not exist");
        return path;
    }

    private static int Run(params string[] arguments) => ModelGenCommandLine.Run(ModelRegistry.All, arguments);

    /// <summary>Every parameter and buffer of the model with these weights, but for what fresh models draw, which all keys of the file replace.</summary>
    private static Dictionary<string, string> State(string name, string weights)
    {
        var info = ModelRegistry.All.Single(m => m.Name == name);
        using var model = info.Create(null);
        using var guard = no_grad();
        WeightsLoader.Load(weights, model, info);
        return model.state_dict().ToDictionary(s => s.Key, s => Convert.ToHexString(s.Value.bytes));
    }

    /// <summary>CIFAR-10's test images, unpacked once.</summary>
    public sealed class TestSet : IDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory("modelgen-cifar-").FullName;
        private bool prepared;

        public string Folder
        {
            get
            {
                string prepare = Path.Combine(Peer.Shared, "data", "prepare-cifar10.sh");
                Skip.IfNot(File.Exists(prepare), $"{prepare} does not exist");
                if (!prepared)
                {
                    using var process = Process.Start(new ProcessStartInfo("bash", [prepare, folder]) { RedirectStandardOutput = true })!;
                    process.StandardOutput.ReadToEnd();
                    process.WaitForExit();
                    Assert.Equal(0, process.ExitCode);
                    prepared = true;
                }

                return folder;
            }
        }

        public void Dispose() => Directory.Delete(folder, recursive: true);
    }
}
