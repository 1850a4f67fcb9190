using System.Text;
using System.Text.Json;
using ModelGen.Checkpoints;

namespace ModelGen.Runtime.Tests.Checkpoints;

/// <summary>
/// Files written with h5py as Keras writes them; what they are in torch.nn was worked out there, by the operators' definitions.
/// </summary>
public sealed class KerasTests(KerasTests.Files peer) : IClassFixture<KerasTests.Files>
{
    [SkippableTheory]
    [InlineData("keras1.h5")]
    [InlineData("keras2.h5")]
    [InlineData("latest.h5")]
    [InlineData("nested.h5")]
    [InlineData("many.h5")]
    [InlineData("half.h5")]
    [InlineData("keras3.weights.h5")]
    [InlineData("model.keras")]
    public void What_Keras_wrote_is_read_bit_by_bit(string name)
    {
        var expected = peer.Contents[name];
        using var file = WeightsFile.Open(peer[name]);
        Assert.Equal(WeightsFormat.Keras, file.Format);
        Assert.Equal(
            expected.Select(t => (t.Key, t.Value.Dtype, string.Join('×', t.Value.Shape), t.Value.Sha256)).Order(),
            file.Tensors.Select(t => (t.Name, t.Type.Name(), string.Join('×', t.Shape), PeerFiles.Sha256(t))).Order());
    }

    [SkippableTheory]
    [InlineData("chunks.h5", "/fc/kernel:0 is stored in chunks: expected HDF5 as Keras writes it")]
    [InlineData("compressed.h5", "/fc/kernel:0 is compressed")]
    [InlineData("big_endian.h5", "/fc/kernel:0 has elements of a type (big-endian float32) that weights are not kept in")]
    [InlineData("text.h5", "/fc/kernel:0 has elements of a type (values of variable length) that weights are not kept in")]
    [InlineData("soft_link.h5", "is a link to another place")]
    [InlineData("external_link.h5", "is a link to another place")]
    [InlineData("missing.h5", "kernel:0 is in weight_names of /fc, but is not there")]
    [InlineData("heap.h5", "the members of group / are kept in a fractal heap")]
    [InlineData("other.h5", "an HDF5 file without layer_names and without layers: expected weights that Keras saved")]
    public void What_Keras_does_not_write_is_refused_by_name(string name, string expected)
    {
        _ = peer.Contents;
        Assert.Contains(expected, Assert.Throws<UserError>(() => WeightsFile.Open(peer[name])).Message);
    }

    /// <summary>A member without a name would be its own group, and the way into it would not end.</summary>
    [SkippableFact]
    public void A_member_without_a_name_is_refused()
    {
        _ = peer.Contents;
        string damaged = peer["nameless.h5"];
        string bytes = Encoding.Latin1.GetString(File.ReadAllBytes(peer["keras3.weights.h5"]));
        Assert.Contains("batch_normalization\0", bytes);
        File.WriteAllBytes(damaged, Encoding.Latin1.GetBytes(bytes.Replace("batch_normalization\0", "\0atch_normalization\0", StringComparison.Ordinal)));
        Assert.StartsWith($"{damaged}: damaged HDF5", Assert.Throws<UserError>(() => WeightsFile.Open(damaged)).Message);
    }

    [Theory]
    [InlineData("conv*_block*_1_conv", "conv*.{*-1}.conv1", "conv3_block12_1_conv.weight", "conv3.11.conv1.weight")]
    [InlineData("conv*_block*_1_conv", "conv*.{*-1}.conv1", "conv3_blockx_1_conv.weight", "conv3_blockx_1_conv.weight")]
    [InlineData("layer.*.*", "layer.{*+10}.*", "layer.0.bias", "layer.10.bias")]
    [InlineData("a*", "b{*-1}*", "a1", null)]
    public void Rules_count(string from, string to, string key, string? expected)
    {
        var rule = new RenameRule(from, to);
        if (expected is null)
            Assert.Throws<UserError>(rule.Checked);
        else
            Assert.Equal(expected, RenameRule.Rename([rule.Checked()], key));
    }

    /// <summary>The peer's files.</summary>
    public sealed class Files : IDisposable
    {
        private readonly TemporaryFolder folder = new();
        private readonly Lazy<Dictionary<string, Dictionary<string, PeerTensor>>> contents;

        public Files() => contents = new(() => JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, PeerTensor>>>(
            PeerFiles.RunPeer("keras_files.py", "write", folder.Path), new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower })!);

        /// <summary>Skips the test where h5py or PyTorch is not installed.</summary>
        public Dictionary<string, Dictionary<string, PeerTensor>> Contents
        {
            get
            {
                Python.RunWithTorch("");
                Python.RunWith("h5py", "");
                return contents.Value;
            }
        }

        public string this[string name] => folder[name];

        public void Dispose() => folder.Dispose();
    }
}
