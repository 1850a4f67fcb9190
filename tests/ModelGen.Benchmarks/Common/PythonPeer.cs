using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace ModelGen.Benchmarks;

/// <summary>A Python process of a script in tests/peers that answers for PyTorch: a line of JSON in, a line of JSON out.</summary>
internal class PythonPeer : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private static readonly string Scripts = Path.Combine(
        typeof(PythonPeer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!, "tests", "peers");

    private readonly string script;
    private readonly Process process;

    /// <exception cref="UserError">There is no Python.</exception>
    public PythonPeer(string script, params (string Name, string Value)[] environment)
    {
        this.script = script;
        var start = Start(script);
        start.RedirectStandardInput = true;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        process = Process.Start(start)!;
    }

    /// <summary>How to start a script.</summary>
    /// <exception cref="UserError">There is no Python.</exception>
    public static ProcessStartInfo Start(string script)
    {
        if (!File.Exists(Python))
            throw new UserError($"{Python}: not found: PyTorch is measured with the distribution's Python (Debian: apt-get install python3-torch python3-torchvision)");
        var start = new ProcessStartInfo(Python, [Path.Combine(Scripts, script)]) { RedirectStandardOutput = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return start;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>Sends a request.</summary>
    /// <returns>The reply's number of that name; not a number where it is null or missing.</returns>
    /// <exception cref="UserError">The script ended instead.</exception>
    public double Ask(object request, string answer)
    {
        var reply = Ask(request);
        return reply.TryGetProperty(answer, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
    }

    /// <exception cref="UserError">The script ended instead.</exception>
    public JsonElement Ask(object request)
    {
        string? line = null;
        try
        {
            process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
            process.StandardInput.Flush();
            line = process.StandardOutput.ReadLine();
        }
        catch (IOException)
        {
            // It ended before it read: the same as after.
        }

        if (line is null)
            throw new UserError($"tests/peers/{script} ended without a reply: its messages are above");
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
