using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using ModelGen.Checkpoints;
using ModelGen.CommandLine;
using ModelGen.Data;

namespace ModelGen.Runtime.Tests.CommandLine;

/// <summary>eval and predict with weights of others, and the verbs that look into and convert weights files.</summary>
public sealed class WeightsCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public WeightsCommandTests()
    {
        using var model = TinyModel.Info.Create(null);
        WeightsWriter.Save(folder["tiny.pth"], model);
    }

    private IReadOnlyList<ModelInfo> Models =>
    [
        TinyModel.Info, TinyModel.Wide,
        TinyModel.CreateInfo("Published", 16, weights: new PretrainedWeights("shapes", "http://127.0.0.1:1/x/tiny.pth", FileChecksum.Sha256(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder["tiny.pth"])))))
        {
            Normalization = new([0.1f, 0.2f, 0.3f], [0.4f, 0.5f, 0.6f]),
        }),
    ];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_format_evaluates_to_the_same()
    {
        var results = new List<string>();
        foreach (string name in new[] { "tiny.pth", "tiny.safetensors", "tiny.dat" })
        {
            if (name != "tiny.pth")
                Assert.Equal(0, Run("weights", "convert", folder["tiny.pth"], folder[name]).Code);
            var run = Run("eval", "TinyModel", "--weights", folder[name], "--data", "synthetic", "--mean", "0.5,0.5,0.5", "--std", "0.2,0.2,0.2", "--json", folder["r.json"]);
            Assert.Equal(0, run.Code);
            Assert.Contains($"note: {folder[name]} (", run.Error);
            Assert.Contains("): 23 tensors", run.Error);
            results.Add(Json().GetProperty("result").GetRawText());
        }

        Assert.Single(results.Distinct());
    }

    [Fact]
    public void The_normalisation_given_is_the_one_used()
    {
        string Loss(params string[] more)
        {
            Assert.Equal(0, Run(["eval", .. more, "--data", "synthetic", "--json", folder["r.json"]]).Code);
            return Json().GetProperty("result").GetProperty("loss").GetRawText();
        }

        string[] tiny = ["TinyModel", "--weights", folder["tiny.pth"]];
        Assert.NotEqual(Loss(tiny), Loss([.. tiny, "--mean", "0.1,0.2,0.3", "--std", "0.4,0.5,0.6"]));
        // The spec's own for published weights, unless another is given.
        Assert.Equal(Loss([.. tiny, "--mean", "0.1,0.2,0.3", "--std", "0.4,0.5,0.6"]), Loss("Published", "--weights", "shapes"));
        Assert.Equal(Loss([.. tiny, "--mean", "0,0,0", "--std", "1,1,1"]), Loss("Published", "--weights", "shapes", "--mean", "0,0,0", "--std", "1,1,1"));
    }

    [Fact]
    public void Half_precision_is_converted_back()
    {
        Assert.Equal(0, Run("weights", "convert", folder["tiny.pth"], folder["half.safetensors"], "--dtype", "bfloat16").Code);
        Assert.InRange(new FileInfo(folder["half.safetensors"]).Length, 49_000, 53_000);
        Assert.Equal(0, Run("predict", "TinyModel", "--weights", folder["half.safetensors"], Picture()).Code);
    }

    [Fact]
    public void Show_lists_tensors_and_compares_with_a_model()
    {
        var show = Run("weights", "show", folder["tiny.pth"], "--json", folder["r.json"]);
        Assert.Contains("PyTorch, ", show.Out);
        Assert.Matches(@"conv1\.weight +float32 +16×3×3×3 +432\n", show.Out);
        Assert.Matches(@"23 tensors +24,\d+\n", show.Out);
        Assert.Equal("pytorch", Json().GetProperty("format").GetString());
        var compared = Run("weights", "show", folder["tiny.pth"], "--model", "WideModel");
        Assert.Equal(0, compared.Code);
        Assert.Contains("  another shape: conv1.weight  16×3×3×3 in the file, 24×3×3×3 in the model\n", compared.Out);
    }

    [Fact]
    public void Convert_for_a_model_renames_and_takes_what_fits()
    {
        var run = Run("weights", "convert", folder["tiny.pth"], folder["renamed.pth"], "--rename", "fc=classifier.1", "--rename", "bn1=");
        Assert.Equal(0, run.Code);
        Assert.Equal(2, Run("eval", "TinyModel", "--weights", folder["renamed.pth"], "--data", "synthetic").Code);
        Assert.Equal(2, Run("weights", "convert", folder["renamed.pth"], folder["x.pth"], "--model", "TinyModel", "--rename", "classifier.1=fc").Code);
        run = Run("weights", "convert", folder["renamed.pth"], folder["x.pth"], "--model", "TinyModel", "--rename", "classifier.1=fc", "--partial");
        Assert.Equal(0, run.Code);
        Assert.Contains("18 tensors, 4 missing", run.Error);
        using var file = WeightsFile.Open(folder["x.pth"]);
        Assert.Equal(18, file.Tensors.Count);
        Assert.Contains("fc.weight", file.Tensors.Select(t => t.Name));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.9")]
    public void Training_begins_with_the_weights_given(string ema)
    {
        // At so low a rate nothing moves.
        string[] train = ["train", "TinyModel", "--data", "synthetic", "--subset", "64", "--validation", "0", "--epochs", "1", "--lr", "1e-30", "--set", $"ema={ema}", "--set", "weight_decay=0", "--out", folder["run"]];
        var run = Run([.. train, "--weights", folder["tiny.pth"], "--json", folder["r.json"]]);
        Assert.Equal(0, run.Code);
        Assert.Contains("): 23 tensors", run.Error);
        Assert.Equal(folder["tiny.pth"], Json().GetProperty("initial_weights").GetString());
        AssertSameParameters(folder["tiny.pth"], folder["run/last.ckpt"], except: "nothing");

        // A checkpoint begins a run as well, and its normalisation comes along.
        Assert.Equal(0, Run([.. train, "--weights", folder["tiny.pth"], "--mean", "0.1,0.2,0.3", "--std", "0.4,0.5,0.6"]).Code);
        Assert.Equal(0, Run([.. train, "--weights", folder["run/last.ckpt"]]).Code);
        Assert.Equal(new Normalization([0.1f, 0.2f, 0.3f], [0.4f, 0.5f, 0.6f]), Checkpoint.ReadInfo(folder["run/last.ckpt"]).Data.Normalization);
    }

    [Fact]
    public void A_classifier_for_other_classes_is_trained_anew_when_asked()
    {
        using (var file = WeightsFile.Open(folder["tiny.pth"]))
        {
            WeightsWriter.Write(folder["five.safetensors"], [.. file.Tensors.Select(t => t.Name.StartsWith("fc", StringComparison.Ordinal)
                ? new WritableTensor(t.Name, t.Type, [5, .. t.Shape.Skip(1)], () => t.ToArray()[..(int)(t.ElementCount * 2)])
                : WritableTensor.Of(t))]);
        }

        string[] train = ["train", "TinyModel", "--data", "synthetic", "--subset", "64", "--validation", "0", "--epochs", "1", "--lr", "1e-30", "--set", "weight_decay=0", "--out", folder["run"], "--weights", folder["five.safetensors"]];
        var refused = Run(train);
        Assert.Equal(2, refused.Code);
        Assert.Contains("another shape: fc.weight  5×64 in the file, 10×64 in the model", refused.Error);
        var run = Run([.. train, "--fresh-classifier"]);
        Assert.Equal(0, run.Code);
        Assert.Contains("21 tensors, 2 of the classifier left fresh", run.Error);
        AssertSameParameters(folder["five.safetensors"], folder["run/last.ckpt"], except: "fc");
    }

    [Fact]
    public void Published_weights_are_listed_and_found_offline()
    {
        Assert.Matches(@"Published +shapes +http://127\.0\.0\.1:1/x/tiny\.pth +yes", Run("weights", "list").Out);
        Assert.Equal(folder["tiny.pth"] + "\n", Run("weights", "fetch", "Published", "shapes").Out);
        Assert.Equal(0, Run("predict", "Published", "--weights", "shapes", Picture()).Code);
    }

    [Theory]
    [InlineData("--weights imagenet: neither a file nor published weights of Published, which are shapes", "eval", "Published", "--weights", "imagenet")]
    [InlineData("imagenet: not found", "eval", "TinyModel", "--weights", "imagenet")]
    [InlineData("these weights are not WideModel's (tests/tiny.yaml): 19 of another shape", "eval", "WideModel", "--weights", "tiny.pth")]
    [InlineData("no tensors under ema", "weights", "convert", "tiny.pth", "x.pth", "--prefix", "ema")]
    [InlineData("x.onnx: '.onnx' names no format", "weights", "convert", "tiny.pth", "x.onnx")]
    [InlineData("--mean and --std belong together", "eval", "TinyModel", "--weights", "tiny.pth", "--mean", "0,0,0")]
    [InlineData("--std 1,1: expected 3 numbers", "eval", "TinyModel", "--weights", "tiny.pth", "--mean", "0,0,0", "--std", "1,1")]
    [InlineData("--std 1,1,0: expected numbers above 0", "eval", "TinyModel", "--weights", "tiny.pth", "--mean", "0,0,0", "--std", "1,1,0")]
    [InlineData("--rename fc: expected FROM=TO", "eval", "TinyModel", "--weights", "tiny.pth", "--rename", "fc")]
    [InlineData("--partial says how to load weights: name them with --weights", "train", "TinyModel", "--partial")]
    [InlineData("--fresh-classifier says how to load weights", "train", "TinyModel", "--fresh-classifier")]
    [InlineData("no name of published weights", "weights", "fetch", "Published", "tiny.pth")]
    public void Mistakes_are_told_and_code_2(string expected, params string[] args)
    {
        var run = Run([.. args.Select(a => a is "tiny.pth" or "x.pth" or "x.onnx" ? folder[a] : a)]);
        Assert.Contains(expected, run.Error);
        Assert.Equal((2, ""), (run.Code, run.Out));
    }

    private static void AssertSameParameters(string expected, string found, string except)
    {
        using var first = WeightsFile.Open(expected);
        using var second = WeightsFile.Open(found);
        var weights = second.Tensors.ToDictionary(t => t.Name);
        // Norms count and average what they see, whatever the rate.
        foreach (var tensor in first.Tensors.Where(t => !t.Name.StartsWith(except, StringComparison.Ordinal) && !t.Name.Contains("running_") && !t.Name.Contains("num_")))
            Assert.Equal(Values(tensor), Values(weights[tensor.Name]), (a, b) => Math.Abs(a - b) < 1e-20);
    }

    private static float[] Values(StoredTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.ToArray(ElementType.Float32)).ToArray();

    private string Picture()
    {
        AtomicFile.Write(folder["p.png"], s => PngWriter.Write(s, TestImages.Synthetic.Test.Shape, TestImages.Synthetic.Test[0]));
        return folder["p.png"];
    }

    private JsonElement Json() => JsonDocument.Parse(File.ReadAllText(folder["r.json"])).RootElement;

    private (int Code, string Out, string Error) Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var locator = new DataLocator { MakeSynthetic = () => TestImages.Synthetic, Say = _ => { } };
        int code = ModelGenCommandLine.Run(Models, args, new CommandConsole(output, error, live: null), locator, new WeightsStore { OfflineFolder = folder.Path });
        return (code, output.ToString(), error.ToString());
    }
}
