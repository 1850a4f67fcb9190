using ModelGen.Checkpoints;
using TorchSharp;

namespace ModelGen.Runtime.Tests.Checkpoints;

/// <summary>What is written is what PyTorch's torch.load reads, and what the readers here read back.</summary>
public sealed class WriterTests(PeerFiles peer) : IClassFixture<PeerFiles>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [InlineData("types.pt")]
    [InlineData("extremes.th")]
    [InlineData("views.pt")]
    [InlineData("nested.th")]
    public void PyTorch_loads_what_is_written(string name)
    {
        var expected = peer.Contents[name];
        Convert(peer[name], folder["written.pth"]);
        AssertSame(expected, PeerFiles.Describe(folder["written.pth"]));
    }

    [SkippableTheory]
    [InlineData("types.pt", "written.safetensors")]
    [InlineData("views.th", "written.safetensors")]
    [InlineData("nested.pt", "written.safetensors")]
    [InlineData("types.pt", "written.dat")]
    [InlineData("views.th", "written.dat")]
    public void Other_formats_come_back_bit_by_bit(string name, string written)
    {
        var expected = peer.Contents[name];
        Convert(peer[name], folder[written]);
        using var file = WeightsFile.Open(folder[written]);
        AssertSame(expected, file.Tensors.ToDictionary(
            t => t.Name, t => new PeerTensor(t.Type.Name(), [.. t.Shape], PeerFiles.Sha256(t), "", "", "")));
    }

    [SkippableFact]
    public void Safetensors_that_are_written_are_what_the_peer_reads_by_the_formats_description()
    {
        var expected = peer.Contents["types.pt"];
        Convert(peer["types.pt"], folder["written.safetensors"]);
        string output = Python.RunWithTorch($$"""
            import json, struct, hashlib
            data = open({{Quoted(folder["written.safetensors"])}}, "rb").read()
            n, = struct.unpack("<Q", data[:8])
            assert n % 8 == 0
            header = json.loads(data[8:8 + n])
            assert header.pop("__metadata__") == {"format": "pt"}
            size = {"BOOL": 1, "U8": 1, "I8": 1, "I16": 2, "F16": 2, "BF16": 2, "I32": 4, "F32": 4, "I64": 8, "F64": 8}
            for name, t in header.items():
                a, b = t["data_offsets"]
                assert a % size[t["dtype"]] == 0
                print(name, t["dtype"], *t["shape"], hashlib.sha256(data[8 + n + a:8 + n + b]).hexdigest())
            """);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).ToList();
        Assert.Equal(expected.Select(t => (t.Key, t.Value.Sha256)).Order(), lines.Select(l => (l[0], l[^1])).Order());
    }

    [SkippableFact]
    public void Conversion_to_half_precision_leaves_integers_alone()
    {
        var expected = peer.Contents["types.pt"];
        using (var file = WeightsFile.Open(peer["types.pt"]))
            WeightsWriter.Write(folder["half.pth"], [.. file.Tensors.Select(t => WritableTensor.Of(t, ElementType.Float16))]);
        var found = PeerFiles.Describe(folder["half.pth"]);
        Assert.Equal(("float16", expected["t.float64"].AsFloat16), (found["t.float64"].Dtype, found["t.float64"].Sha256));
        Assert.Equal(expected["t.int32"].Sha256, found["t.int32"].Sha256);
    }

    [SkippableFact]
    public void Many_tensors_need_a_64_bit_table_of_contents()
    {
        Python.RunWithTorch("");
        const int Count = 66_000;
        WeightsWriter.Write(folder["many.pth"],
            [.. Enumerable.Range(0, Count).Select(i => new WritableTensor($"t{i}", ElementType.UInt8, [1], () => [(byte)i]))]);
        using var file = WeightsFile.Open(folder["many.pth"]);
        Assert.Equal(Count, file.Tensors.Count);
        Assert.Equal([65_999 % 256], file.Tensors[^1].ToArray());
        string output = Python.RunWithTorch($"import torch; t = torch.load({Quoted(folder["many.pth"])}); print(len(t), int(t['t65999']))");
        Assert.Equal($"{Count} {65_999 % 256}", output.Trim());
    }

    [Fact]
    public void A_model_is_saved_and_loaded_in_every_format()
    {
        using var model = TinyModel.Info.Create(null);
        foreach (string name in new[] { "m.safetensors", "m.pth", "m.dat" })
        {
            using var other = TinyModel.Info.Create(null);
            WeightsWriter.Save(folder[name], model);
            var report = WeightsLoader.Load(folder[name], other, TinyModel.Info);
            Assert.Equal(23, report.Loaded.Count);
            var state = other.state_dict();
            Assert.All(model.state_dict(), s => Assert.Equal(s.Value.bytes.ToArray(), state[s.Key].bytes.ToArray()));
        }
    }

    [Theory]
    [InlineData("x.ckpt", "only `train` writes one")]
    [InlineData("x.onnx", "'.onnx' names no format: expected .safetensors")]
    public void Other_extensions_are_refused(string name, string expected) =>
        Assert.Contains(expected, Assert.Throws<UserError>(() => WeightsWriter.Write(folder[name], [])).Message);

    private static void Convert(string from, string to)
    {
        using var file = WeightsFile.Open(from);
        WeightsWriter.Write(to, [.. file.Tensors.Select(t => WritableTensor.Of(t))]);
    }

    private static void AssertSame(Dictionary<string, PeerTensor> expected, Dictionary<string, PeerTensor> found) =>
        Assert.Equal(Lines(expected), Lines(found));

    private static IEnumerable<string> Lines(Dictionary<string, PeerTensor> tensors) =>
        tensors.Select(t => $"{t.Key} {t.Value.Dtype} {string.Join('x', t.Value.Shape)} {t.Value.Sha256}").Order();

    private static string Quoted(string path) => $"r'{path}'";
}
