using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace ModelGen.Benchmarks.Training;

/// <summary>A Python process that trains with PyTorch: tests/peers/train_steps.py.</summary>
internal sealed class TrainingPeer : IDisposable
{
    private static readonly string Script = Path.Combine(
        typeof(TrainingPeer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!, "tests", "peers", "train_steps.py");

    private readonly Process process;

    /// <param name="keepsBlocks">Whether glibc keeps large freed blocks, by the environment: what the system provider asks of it by mallopt.</param>
    public TrainingPeer(bool keepsBlocks)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        if (keepsBlocks)
        {
            start.Environment["MALLOC_MMAP_THRESHOLD_"] = "1073741824";
            start.Environment["MALLOC_TRIM_THRESHOLD_"] = "2147483647";
            start.Environment["MALLOC_TOP_PAD_"] = "67108864";
        }

        process = Process.Start(start)!;
    }

    /// <summary>Of a step; not a number where PyTorch cannot.</summary>
    public double Seconds(TrainingNetwork network, bool channelsLast, bool bfloat16, double seconds) => Ask(
        new
        {
            model = network.Name, reference = network.Info.Reference, classes = network.Info.Classes, side = network.Side, batch = network.Batch,
            channels_last = channelsLast, bfloat16, seconds,
        },
        "seconds");

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private double Ask(object request, string answer)
    {
        process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        process.StandardInput.Flush();
        string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("train_steps.py ended; its messages are above");
        using var document = JsonDocument.Parse(line);
        double value = document.RootElement.GetProperty(answer).GetDouble();
        return value < 0 ? double.NaN : value;
    }
}
