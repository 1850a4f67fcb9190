using ModelGen.Checkpoints;

namespace ModelGen.Runtime.Tests.Checkpoints;

/// <summary>Every reader against files that PyTorch wrote: names, types, shapes and each bit of each element.</summary>
public sealed class ReaderTests(PeerFiles peer) : IClassFixture<PeerFiles>
{
    public static TheoryData<string, WeightsFormat> Files
    {
        get
        {
            var files = new TheoryData<string, WeightsFormat>();
            foreach (string name in new[] { "types", "extremes", "views", "nested", "module_state", "bare" })
            {
                files.Add($"{name}.pt", WeightsFormat.PyTorch);
                files.Add($"{name}-p4.pth", WeightsFormat.PyTorch);
                files.Add($"{name}.th", WeightsFormat.PyTorchLegacy);
                files.Add($"{name}.safetensors", WeightsFormat.Safetensors);
            }

            return files;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void What_PyTorch_wrote_is_read_bit_by_bit(string name, WeightsFormat format)
    {
        var expected = peer.Contents[name];
        using var file = WeightsFile.Open(peer[name]);
        Assert.Equal(format, file.Format);
        AssertSame(expected, file);
    }

    [SkippableTheory]
    [InlineData("types.pt")]
    [InlineData("extremes.pt")]
    [InlineData("views.th")]
    public void Elements_convert_as_PyTorch_converts_them(string name)
    {
        var expected = peer.Contents[name];
        using var file = WeightsFile.Open(peer[name]);
        Assert.All(file.Tensors, tensor =>
        {
            Assert.Equal((tensor.Name, expected[tensor.Name].AsFloat32), (tensor.Name, PeerFiles.Sha256(tensor, ElementType.Float32)));
            Assert.Equal((tensor.Name, expected[tensor.Name].AsFloat16), (tensor.Name, PeerFiles.Sha256(tensor, ElementType.Float16)));
            Assert.Equal((tensor.Name, expected[tensor.Name].AsBfloat16), (tensor.Name, PeerFiles.Sha256(tensor, ElementType.BFloat16)));
        });
    }

    [SkippableTheory]
    [InlineData("resnet20-12fca82f.th")]
    [InlineData("resnet56-4bfd9763.th")]
    public void Published_checkpoints_from_before_1_6_are_read_bit_by_bit(string name)
    {
        string path = Path.Combine(PeerFiles.Shared, "weights", name);
        Skip.IfNot(File.Exists(path), $"{path} does not exist");
        var expected = PeerFiles.Describe(path);
        using var file = WeightsFile.Open(path);
        Assert.Equal(WeightsFormat.PyTorchLegacy, file.Format);
        Assert.Contains("state_dict.module.conv1.weight", expected.Keys);
        AssertSame(expected, file);
    }

    private static void AssertSame(Dictionary<string, PeerTensor> expected, WeightsFile file)
    {
        Assert.Equal(expected.Keys.Order(), file.Tensors.Select(t => t.Name).Order());
        Assert.All(file.Tensors, tensor =>
        {
            var (dtype, shape, sha256, _, _, _) = expected[tensor.Name];
            Assert.Equal((tensor.Name, dtype, string.Join(',', shape)), (tensor.Name, tensor.Type.Name(), string.Join(',', tensor.Shape)));
            tensor.Verify();
            Assert.Equal((tensor.Name, sha256), (tensor.Name, PeerFiles.Sha256(tensor)));
        });
    }
}
