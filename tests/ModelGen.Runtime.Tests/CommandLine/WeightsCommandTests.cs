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
        TinyModel.CreateInfo("Published", 16, weights: new PretrainedWeights("shapes", "http://127.0.0.1:1/x/tiny.pth", Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder["tiny.pth"]))))
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
    [InlineData("no name of published weights", "weights", "fetch", "Published", "tiny.pth")]
    public void Mistakes_are_told_and_code_2(string expected, params string[] args)
    {
        var run = Run([.. args.Select(a => a is "tiny.pth" or "x.pth" or "x.onnx" ? folder[a] : a)]);
        Assert.Contains(expected, run.Error);
        Assert.Equal((2, ""), (run.Code, run.Out));
    }

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
