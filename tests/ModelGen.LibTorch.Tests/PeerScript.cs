using System.Diagnostics;
using System.Text.Json;

namespace ModelGen.LibTorch.Tests;

/// <summary>A script of tests/peers that does in PyTorch what is asked in JSON, and answers with named tensors.</summary>
public sealed class PeerScript : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Dictionary<string, Tensor> tensors = [];

    /// <exception cref="InvalidOperationException">The script failed.</exception>
    public PeerScript(string script, object request)
    {
        if (!File.Exists(Python))
        {
            Missing = $"{Python} does not exist";
            return;
        }
        string path = Path.GetTempFileName();
        try
        {
            string error = Run(script, request, path);
            if (error.Contains("No module named 'torch'", StringComparison.Ordinal))
                Missing = "python3-torch is not installed (./test.sh installs it)";
            else if (error.Length > 0)
                throw new InvalidOperationException($"{script}: {error}");
            else
                Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Why there is nothing to compare with; null when there is.</summary>
    public string? Missing { get; }

    /// <summary>A tensor of the answer, which the answer owns.</summary>
    public Tensor this[string name] => tensors[name];

    public Tensor? Find(string name) => tensors.GetValueOrDefault(name);

    /// <summary>The names that begin so, without that beginning.</summary>
    public IEnumerable<string> Below(string beginning) =>
        tensors.Keys.Where(name => name.StartsWith(beginning, StringComparison.Ordinal)).Select(name => name[beginning.Length..]);

    public void Dispose()
    {
        foreach (var one in tensors.Values)
            one.Dispose();
    }

    private static string Run(string script, object request, string path)
    {
        var start = new ProcessStartInfo(Python, [Path.Combine(Repository.Root, "tests", "peers", script), path])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["PYTHONWARNINGS"] = "ignore";
        using var process = Process.Start(start)!;
        process.StandardInput.Write(JsonSerializer.Serialize(request));
        process.StandardInput.Close();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : error;
    }

    private void Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        for (long count = reader.Read7BitEncodedInt64(); count > 0; count--)
        {
            string name = reader.ReadString();
            tensors[name] = Tensor.Load(reader);
        }
    }
}
