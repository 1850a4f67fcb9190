using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace ModelGen.Benchmarks.Inference;

/// <summary>A Python process that answers for PyTorch: tests/peers/infer.py.</summary>
internal sealed class InferencePeer : IDisposable
{
    private static readonly string Scripts = Path.Combine(
        typeof(InferencePeer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!, "tests", "peers");

    private readonly Process process;

    public InferencePeer()
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Scripts, "infer.py")]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        process = Process.Start(start)!;
    }

    public double Seconds(Network network, long batch, string form, double seconds) => Ask(
        new { model = network.Name, reference = network.Info.Reference, input = network.Input, batch, form, seconds }, "seconds");

    /// <summary>The process's peak of resident memory, in bytes.</summary>
    public double Peak() => Ask(new { peak = true }, "peak");

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
        string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("infer.py ended; its messages are above");
        using var document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty(answer).GetDouble();
    }
}
