using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks;

/// <summary>What the machine reaches at best: the roof that a benchmark's figure is a fraction of.</summary>
/// <param name="ConvolutionGflops">Of the fastest of a few 3×3 convolutions, float32, channels last.</param>
/// <param name="CopyGigabytes">A second, read and written, copying 256 MB.</param>
internal sealed record MachineLimits(double ConvolutionGflops, double CopyGigabytes)
{
    private const int Repeats = 9;

    public static MachineLimits Measure()
    {
        using var _ = no_grad();
        double best = new[] { (64, 32), (128, 16), (256, 16), (512, 8) }.Max(c => Convolution(c.Item1, c.Item2));
        using var from = ones(64 << 20);
        using var to = zeros(64 << 20);
        double copy = Best(() => to.copy_(from));
        return new(best, 2 * 256e6 * 1.048576 / copy / 1e9);
    }

    public override string ToString() => FormattableString.Invariant(
        $"machine: convolution {ConvolutionGflops:f0} GFLOP/s float32, copy {CopyGigabytes:f1} GB/s");

    private static double Convolution(int channels, int side)
    {
        const int images = 64;
        using var made = randn(images, side, side, channels);
        using var x = made.permute(0, 3, 1, 2);
        using var weight = randn(channels, channels, 3, 3);
        double seconds = Best(() => nn.functional.conv2d(x, weight, padding: [1, 1]).Dispose());
        return 2.0 * images * side * side * channels * channels * 9 / seconds / 1e9;
    }

    private static double Best(Action work)
    {
        work();
        double best = double.MaxValue;
        for (int i = 0; i < Repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
