using System.Diagnostics;
using System.Reflection;

namespace ModelGen.Parity.Tests;

/// <summary>The PyTorch side: scripts of tests/peers, run by the distribution's Python.</summary>
internal static class Peer
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<string?> Missing = new(() =>
        !File.Exists(Python) ? $"{Python} does not exist"
        : Start(["-c", "import torch"]).Code != 0 ? "python3-torch is not installed (./test.sh installs it)"
        : null);

    public static string RepositoryRoot { get; } = typeof(Peer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>The folder of data and checkpoints beside the checkout, where there is one.</summary>
    public static string Shared { get; } = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared"));

    public static void SkipIfMissing() => Skip.If(Missing.Value is not null, Missing.Value);

    /// <summary>Runs a peer script; its failure is the test's.</summary>
    public static string Run(string script, params string[] arguments)
    {
        SkipIfMissing();
        var (code, output, error) = Start([Path.Combine(RepositoryRoot, "tests", "peers", script), .. arguments]);
        Assert.True(code == 0, $"{script} ended with {code}: {error}");
        return output;
    }

    /// <summary>A peer script that answers requests, a line for a line; it ends with its input. Its errors go to this process's.</summary>
    public static Process StartProcess(string script)
    {
        var start = new ProcessStartInfo(Python, [Path.Combine(RepositoryRoot, "tests", "peers", script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return Process.Start(start)!;
    }

    private static (int Code, string Output, string Error) Start(string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
