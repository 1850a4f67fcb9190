using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

/// <summary>The runtime's own modules against torchvision's: the same seed draws the same masks.</summary>
public sealed class ModuleTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("modelgen-modules-").FullName;

    [SkippableFact]
    public void Modules_give_what_torchvision_gives()
    {
        string file = Path.Combine(folder, "modules.dat");
        Peer.Run("modules.py", file);
        using var expected = NamedTensors.Read(file);
        var input = expected["input"];
        using var drop = new DropPath(0.4);
        using var dropAll = new DropPath(1);
        using var block = new DropBlock2d(0.2, 3);
        using var wide = new DropBlock2d(0.2, 7);
        using var norm = new LayerNorm2d(8, eps: 1e-6);
        using (no_grad())
        {
            norm.weight!.copy_(expected["norm.weight"]);
            norm.bias!.copy_(expected["norm.bias"]);
        }

        AssertEqual("drop_path", () => drop.call(input));
        using var dropBatch = new DropPath(0.4, "batch");
        using var values = nn.Dropout(0.3);
        using var channels = nn.Dropout2d(0.3);
        using var alpha = nn.AlphaDropout(0.3);
        AssertEqual("drop_path_batch", () => dropBatch.call(input));
        AssertEqual("dropout", () => values.call(input));
        AssertEqual("dropout2d", () => channels.call(input));
        AssertEqual("alpha_dropout", () => alpha.call(input));
        AssertEqual("drop_path_all", () => dropAll.call(input));
        AssertEqual("drop_block", () => block.call(input));
        // torchvision shortens a region that is wider than the image.
        AssertEqual("drop_block_wide", () => wide.call(input.narrow(2, 0, 5).narrow(3, 0, 5).contiguous()));
        AssertEqual("layer_norm_2d", () => norm.call(input));
        AssertEqual("channel_shuffle", () => input.ChannelShuffle(4));
        AssertEqual("subsample", () => input.Subsample((2, 3)));
        AssertEqual("channel_shuffle", () => input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).ChannelShuffle(4));

        void AssertEqual(string name, Func<Tensor> compute)
        {
            manual_seed(1);
            using var found = compute();
            Assert.Equal(expected[name].shape, found.shape);
            Assert.True(found.allclose(expected[name], rtol: 1e-5, atol: 1e-6), name + " differs");
        }
    }

    [Fact]
    public void Dropouts_do_nothing_in_eval_mode_and_leave_their_input_alone()
    {
        using var input = rand(4, 3, 8, 8);
        using var copy = input.clone();
        foreach (var module in new nn.Module<Tensor, Tensor>[] { new DropPath(0.5), new DropBlock2d(0.5, 3) })
        {
            module.call(input).Dispose();
            Assert.True(input.allclose(copy, 0, 0));
            module.eval();
            using var output = module.call(input);
            Assert.True(output.allclose(copy, 0, 0));
            module.Dispose();
        }
    }

    [Fact]
    public void Probabilities_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropPath(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropPath(0.5, "column"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropBlock2d(-0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropBlock2d(0.1, 0));
    }

    [Fact]
    public void A_shuffle_keeps_a_channels_last_layout()
    {
        using var input = rand(2, 4, 5, 5).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        using var output = input.ChannelShuffle(2);
        Assert.Equal(input.stride(), output.stride());
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
