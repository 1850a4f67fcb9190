using System.Diagnostics;
using System.Text.Json;

namespace ModelGen.LibTorch.Tests.Results;

/// <summary>What PyTorch says to every case, asked once.</summary>
public sealed class PeerResults
{
    private const string Python = "/usr/bin/python3";

    private readonly Dictionary<string, Tensor> tensors = [];

    public PeerResults()
    {
        if (!File.Exists(Python))
        {
            Missing = $"{Python} does not exist";
            return;
        }
        string path = Path.GetTempFileName();
        try
        {
            string error = Evaluate(path);
            if (error.Contains("No module named 'torch'", StringComparison.Ordinal))
                Missing = "python3-torch is not installed (./test.sh installs it)";
            else if (error.Length > 0)
                throw new InvalidOperationException($"evaluate.py: {error}");
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

    public Tensor? Find(string name) => tensors.GetValueOrDefault(name);

    /// <summary>Fresh operands, the real ones with gradients wanted.</summary>
    public Operands Operands()
    {
        const string prefix = "operand.";
        var operands = tensors.Where(one => one.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(one => one.Key[prefix.Length..], one => one.Value.clone());
        foreach (string name in operands.Keys.Where(name => operands[name].is_floating_point() && name is not ("mean" or "var")))
            operands[name].requires_grad = true;
        return new Operands(operands);
    }

    private static string Evaluate(string path)
    {
        string script = Path.Combine(Repository.Root, "tests", "peers", "evaluate.py");
        var start = new ProcessStartInfo(Python, [script, path]) { RedirectStandardInput = true, RedirectStandardError = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["PYTHONWARNINGS"] = "ignore";
        using var process = Process.Start(start)!;
        process.StandardInput.Write(JsonSerializer.Serialize(Cases.All.Select(one => one.Python)));
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
