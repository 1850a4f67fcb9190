using System.Diagnostics;
using System.Text.Json;

namespace ModelGen.Parity.Tests;

/// <summary>Every benchmark runs, in its shortest form, and writes figures. What they are is for an idle machine to say.</summary>
public sealed class BenchmarkTests
{
    [SkippableFact]
    public void Ops()
    {
        var figures = Figures("ops", "--rounds", "1", "--seconds", "0.005");
        var rows = figures.GetProperty("operators").EnumerateArray().ToList();
        Assert.True(rows.Count > 10);
        Assert.All(rows, r => Assert.InRange(r.GetProperty("ours_nanoseconds").GetDouble(), 1, 1e7));
        Assert.All(rows, r => Assert.InRange(r.GetProperty("ratio").GetDouble(), 1e-3, 1e3));
    }

    [Theory]
    [InlineData("--rounds 0: expected at least 1", "ops", "--rounds", "0")]
    [InlineData("--seconds -1: expected more than 0", "train", "--seconds", "-1")]
    [InlineData("--only ResNte: expected part of one of ResNet20, ", "infer", "--only", "ResNte")]
    [InlineData("'many'", "ops", "--rounds", "many")]
    [InlineData("'fly'", "fly")]
    public void Wrong_arguments_get_one_message(string expected, params string[] arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.Equal(2, code);
        Assert.StartsWith("error: ", error);
        Assert.Contains(expected, error);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Empty(output);
    }

    private static JsonElement Figures(params string[] arguments)
    {
        Peer.SkipIfMissing();
        string path = Path.Combine(Path.GetTempPath(), $"modelgen-bench-{Guid.NewGuid():N}.json");
        try
        {
            var (code, output, error) = Run([.. arguments, "--json", path]);
            Assert.True(code == 0, error);
            Assert.NotEmpty(output);
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            return document.RootElement.Clone();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (int Code, string Output, string Error) Run(string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "ModelGen.Benchmarks.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
