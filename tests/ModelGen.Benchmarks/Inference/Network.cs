using System.Diagnostics;
using ModelGen.Models;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Inference;

/// <summary>A network of the comparison, with its images.</summary>
internal sealed record Network(string Name, long Side)
{
    public static IReadOnlyList<Network> All { get; } =
        [new("ResNet20", 32), new("ResNet18", 64), new("ResNet50", 32), new("DenseNetBC100_12", 32), new("MobileNetV2", 64)];

    public ModelInfo Info => ModelRegistry.All.Single(m => m.Name == Name);

    public long[] Input => [3, Side, Side];

    public Prepared Prepare(long batch)
    {
        using var model = Info.Create(null);
        model.eval();
        return new Prepared(model.ForInference(), randn([batch, .. Input]));
    }

    /// <summary>Runs the inference form, and gives this process's peak of resident memory in bytes.</summary>
    public long PeakAlone(long batch)
    {
        using var prepared = Prepare(batch);
        prepared.Seconds(0);
        return PeakBytes();
    }

    /// <summary>The same in a process of its own.</summary>
    public long PeakOfOwnProcess(long batch)
    {
        string[] arguments = [typeof(Network).Assembly.Location, "infer", "--alone", "--only", Name, "--batch", $"{batch}"];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        long peak = long.Parse(process.StandardOutput.ReadToEnd().Trim().Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);
        process.WaitForExit();
        return peak;
    }

    private static long PeakBytes() =>
        1024 * long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An inference form with a batch.</summary>
    internal sealed class Prepared : IDisposable
    {
        private readonly InferenceModel model;
        private readonly Tensor images;

        public Prepared(InferenceModel model, Tensor images)
        {
            (this.model, this.images) = (model, images);
            model.call(images).Dispose();
        }

        public string Description => string.Join("; ", model.Prepared.Select(p =>
            p.Form + (p.Memory is { } m ? FormattableString.Invariant($"; values {m.Planned / 1e6:f1} MB planned, {m.Needed / 1e6:f1} needed, in {m.Parts} parts, weights {m.Weights / 1e6:f1} MB") : "")));

        /// <summary>Seconds of a batch, the mean over some time.</summary>
        public double Seconds(double some)
        {
            for (int warm = 0; warm < 2; warm++)
                model.call(images).Dispose();
            int runs = 0;
            long start = Stopwatch.GetTimestamp();
            while (runs == 0 || Stopwatch.GetElapsedTime(start).TotalSeconds < some)
            {
                model.call(images).Dispose();
                runs++;
            }

            return Stopwatch.GetElapsedTime(start).TotalSeconds / runs;
        }

        public void Dispose()
        {
            model.Dispose();
            images.Dispose();
        }
    }
}
