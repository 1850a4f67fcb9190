using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace ModelGen.Benchmarks;

/// <summary>A Python process of a script in tests/peers that answers for PyTorch: a line of JSON in, a line of JSON out.</summary>
internal abstract class PythonPeer : IDisposable
{
    private static readonly string Scripts = Path.Combine(
        typeof(PythonPeer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!, "tests", "peers");

    private readonly string script;
    private readonly Process process;

    protected PythonPeer(string script, params (string Name, string Value)[] environment)
    {
        this.script = script;
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Scripts, script)]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        process = Process.Start(start)!;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    protected double Ask(object request, string answer)
    {
        process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        process.StandardInput.Flush();
        string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{script} ended; its messages are above");
        using var document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty(answer).GetDouble();
    }
}
