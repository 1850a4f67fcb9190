using System.Text.RegularExpressions;

namespace ModelGen.LibTorch.Tests.Binding;

public class SystemTorchTests
{
    [SkippableFact]
    public void TheMachineIsUsed()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null, "OMP_NUM_THREADS decides");
        Assert.Equal(Environment.ProcessorCount, get_num_threads());
    }

    [Fact]
    public void ThreadsAreSetForTheBlasToo()
    {
        int before = get_num_threads();
        try
        {
            set_num_threads(1);
            Assert.Equal(1, get_num_threads());
            Assert.InRange(SystemTorch.OpenBlasThreads, 0, 1);
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [SkippableFact]
    public void LibrariesWithoutUseToLibtorchAreEmptyOnes()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "libtorch-stand-ins");
        Skip.IfNot(Directory.Exists(folder), "this libtorch is linked with nothing that it makes no use of");
        using var loaded = zeros(1);

        var mapped = File.ReadLines("/proc/self/maps").Select(line => line[(line.IndexOf('/') + 1)..]).Where(path => path.Contains(".so")).Distinct().ToList();

        var standIns = Directory.GetFiles(folder).Select(Path.GetFileName).ToList();
        Assert.NotEmpty(standIns);
        Assert.All(standIns, name => Assert.EndsWith($"libtorch-stand-ins/{name}", Assert.Single(mapped, path => Path.GetFileName(path).StartsWith(name!))));
        // Debian's OpenCV brings Qt along.
        Assert.DoesNotContain(mapped, path => path.Contains("libopencv_core.so.4.") || path.Contains("libQt5"));
    }

    [Fact]
    public void TheVersionIsLibtorchs()
    {
        Assert.Matches(new Regex(@"^\d+\.\d+\.\d+"), SystemTorch.Version);
        Assert.Equal(SystemTorch.Version, __version__);
    }

    [Fact]
    public void AutocastLastsAsLongAsItsScope()
    {
        using Tensor left = ones(2, 2), right = ones(2, 2);
        using (SystemTorch.Autocast())
        {
            Assert.True(SystemTorch.AutocastEnabled);
            Assert.Equal(bfloat16, left.mm(right).dtype);
            using (SystemTorch.Autocast())
                Assert.Equal(bfloat16, left.mm(right).dtype);
            Assert.Equal(bfloat16, left.mm(right).dtype);
        }

        Assert.False(SystemTorch.AutocastEnabled);
        Assert.Equal(float32, left.mm(right).dtype);
    }

    /// <summary>libtorch 1.13 itself has no backward of hardtanh in bfloat16.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Relu6HasAGradientInBfloat16(bool inplace)
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { -1f, 2f, 7f }, requires_grad: true);
        var y = nn.functional.relu6(x.to(bfloat16), inplace);
        y.sum().backward();

        Assert.Equal([0f, 2f, 6f], y.to(float32).data<float>().ToArray());
        Assert.Equal([0f, 1f, 0f], x.grad!.data<float>().ToArray());
    }

    /// <summary>
    /// Numbers too small for full precision count as zero on every thread that computes: the sum of many would be one that is not too small. Numbers of .NET
    /// stay as they are.
    /// </summary>
    [Fact]
    public async Task DenormalsAreZeroOnEveryThread()
    {
        const float Small = 1e-39f;
        using var scope = NewDisposeScope();
        float[] numbers = new float[1 << 20];
        Array.Fill(numbers, Small);
        var small = tensor(numbers, requires_grad: true);
        var images = small.view(16, 64, 32, 32);
        Assert.Equal(0, (small * 1000).count_nonzero().item<long>());
        Assert.Equal(0, small.view(1024, 1024).mm(ones(1024, 1024) * 1000).count_nonzero().item<long>());
        Assert.Equal(0, nn.functional.conv2d(images, ones(32, 64, 3, 3) * 1000, padding: [1, 1]).count_nonzero().item<long>());

        // The gradient of each is the factor's, too small as well.
        ((small * tensor(numbers)).sum() * 1000).backward();
        Assert.Equal(0, small.grad!.count_nonzero().item<long>());

        Assert.Equal(numbers, small.data<float>().ToArray());
        Assert.NotEqual(0, numbers[0] * 0.5f);
        var (half, count) = await Task.Run(() => (numbers[1] * 0.5f, (small.detach() * 1000).count_nonzero().item<long>()));
        Assert.NotEqual(0, half);
        Assert.Equal(0, count);
    }

    [Fact]
    public void ChannelsLastIsSeen()
    {
        using var plain = ones(2, 3, 4, 4);
        using var last = plain.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

        Assert.False(SystemTorch.IsChannelsLast(plain));
        Assert.True(SystemTorch.IsChannelsLast(last));
        Assert.True(SystemTorch.IsChannelsLast(last.relu()));
    }

    [Fact]
    public void ListsOfTensorsAreChangedInOneCall()
    {
        using var scope = NewDisposeScope();
        Tensor[] values = [ones(2), full(3, 2f)], steps = [full(2, 10f), full(3, 20f)];

        Foreach.add_(values, steps, 0.5);
        Foreach.mul_(values, 2);
        Foreach.addcmul_(values, steps, steps, 0.01);
        Foreach.addcdiv_(values, steps, Foreach.sqrt([full(2, 4f), full(3, 16f)]), -1);

        Assert.Equal(12f + 1 - 5, values[0][0].item<float>());
        Assert.Equal(24f + 4 - 5, values[1][2].item<float>());
        Assert.Equal(5f, Foreach.norm([tensor(new[] { 3f, 4 })])[0].item<float>());
    }
}
