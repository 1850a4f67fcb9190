using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using ModelGen.Checkpoints;

namespace ModelGen.Runtime.Tests.Checkpoints;

/// <summary>A tensor as the peer describes it: hashes of its row-major bytes, as they are and converted.</summary>
public sealed record PeerTensor(string Dtype, long[] Shape, string Sha256, string AsFloat32, string AsFloat16, string AsBfloat16);

/// <summary>Files that PyTorch wrote, and what PyTorch says is in them.</summary>
public sealed class PeerFiles : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly TemporaryFolder folder = new();
    private readonly Lazy<Dictionary<string, Dictionary<string, PeerTensor>>> contents;

    public PeerFiles() => contents = new(() =>
        JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, PeerTensor>>>(Script("write", folder.Path), Json)!);

    /// <summary>By file name, then by tensor. Skips the test where there is no PyTorch.</summary>
    public Dictionary<string, Dictionary<string, PeerTensor>> Contents
    {
        get
        {
            Python.RunWithTorch("");
            return contents.Value;
        }
    }

    /// <summary>The folder of data and checkpoints beside the checkout, where there is one.</summary>
    public static string Shared { get; } = Path.GetFullPath(Path.Combine(Python.RepositoryRoot, "..", "shared"));

    public string this[string name] => folder[name];

    /// <summary>What PyTorch's torch.load finds in a file, under the given keys.</summary>
    public static Dictionary<string, PeerTensor> Describe(string path, params string[] keys)
    {
        Python.RunWithTorch("");
        return JsonSerializer.Deserialize<Dictionary<string, PeerTensor>>(Script(["describe", path, .. keys]), Json)!;
    }

    public static string Sha256(StoredTensor tensor, ElementType? type = null) =>
        Convert.ToHexStringLower(SHA256.HashData(tensor.ToArray(type)));

    public void Dispose() => folder.Dispose();

    private static string Script(params string[] arguments) => RunPeer("checkpoint_files.py", arguments);

    /// <summary>What a script of tests/peers prints; its failure is the test's.</summary>
    internal static string RunPeer(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "/usr/bin/python3", [Path.Combine(Python.RepositoryRoot, "tests", "peers", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output;
    }
}
