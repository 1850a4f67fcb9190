using System.Diagnostics;
using System.Reflection;
using ModelGen.Data;

// Torch's generator, thread count and the process's environment are shared by all tests.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ModelGen.Runtime.Tests;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("modelgen-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>Images for tests.</summary>
internal static class TestImages
{
    private static readonly Lazy<Dataset> Small = new(() => SyntheticImages.Create(seed: 3, train: 3000, test: 600));

    public static Dataset Synthetic => Small.Value;

    /// <summary>Reproducible noise, labels counting round.</summary>
    public static ImageSet Noise(int count, ImageShape shape, int classes = 10)
    {
        var pixels = new byte[count * shape.Size];
        new Random(5).NextBytes(pixels);
        return new ImageSet(shape, pixels, [.. Enumerable.Range(0, count).Select(i => i % classes)]);
    }
}

/// <summary>Debian's Python with PyTorch, to compare with.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";
    private static readonly Lazy<bool> HasTorch = new(() => Has("torch"));
    private static readonly Lazy<bool> HasPillow = new(() => Has("PIL"));

    public static string RepositoryRoot { get; } = typeof(Python).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>What the script prints; skips the test where PyTorch is not installed.</summary>
    public static string RunWithTorch(string script)
    {
        Skip.IfNot(HasTorch.Value, $"{Interpreter} has no torch (Debian: python3-torch)");
        return Run(script);
    }

    /// <summary>Starts a script that answers line by line, and ends with its input.</summary>
    public static Process StartWithTorch(string script)
    {
        Skip.IfNot(HasTorch.Value, $"{Interpreter} has no torch (Debian: python3-torch)");
        return Process.Start(new ProcessStartInfo(Interpreter, ["-c", script])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
    }

    public static string RunWithPillow(string script)
    {
        Skip.IfNot(HasPillow.Value, $"{Interpreter} has no PIL (Debian: python3-pil)");
        return Run(script);
    }

    /// <summary>What the script prints; skips the test where a module is not installed.</summary>
    public static string RunWith(string module, string script)
    {
        Skip.IfNot(Has(module), $"{Interpreter} has no {module}");
        return Run(script);
    }

    private static bool Has(string module)
    {
        if (!File.Exists(Interpreter))
            return false;
        using var process = Process.Start(new ProcessStartInfo(Interpreter, ["-c", $"import {module}"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static string Run(string script)
    {
        var start = new ProcessStartInfo(Interpreter, ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output;
    }
}
