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

    [SkippableFact]
    public void Start() => Positive(Figures("start", "--rounds", "1"), "ours_seconds", "peer_seconds", "ratio");

    [SkippableFact]
    public void Memory()
    {
        var rows = Figures("memory", "--rounds", "1", "--only", "ResNet20", "--batch", "1").GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(3, rows.Count);
        Assert.All(rows, r => Positive(r, "ours", "peer", "our_base", "peer_base"));
        // The plan holds what the backward pass needs; the kernels' own memory comes on top.
        var training = rows[0];
        Assert.InRange(training.GetProperty("ours").GetDouble() - training.GetProperty("our_base").GetDouble(), training.GetProperty("planned").GetDouble(), 1e9);
    }

    [SkippableFact]
    public void Scope()
    {
        var rows = Figures("scope", "--rounds", "1", "--batch", "16", "--only", "ResNet20", "--seconds", "0.01").GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(["generated", "by hand", "by hand, in place"], rows.Select(r => r.GetProperty("writing").GetString()));
        Assert.All(rows, r => Positive(r, "peak_above_base", "step_seconds"));
    }

    [SkippableFact]
    public void Loader()
    {
        var rows = Figures("loader", "--rounds", "1", "--only", "RandAugment", "--seconds", "0.01").GetProperty("rows").EnumerateArray().ToList();
        Positive(Assert.Single(rows), "batch_seconds", "step_seconds", "share_of_step", "with_loader", "ratio");
    }

    [SkippableFact]
    public void Compile()
    {
        var figures = Figures("compile", "--rounds", "1");
        Assert.Equal(Models.ModelRegistry.All.Count, figures.GetProperty("models").GetInt32());
        Positive(figures, "cold_seconds", "edit_seconds");
    }

    [SkippableFact]
    public void Growth()
    {
        string page = Path.Combine(Path.GetTempPath(), $"modelgen-growth-{Guid.NewGuid():N}.html");
        try
        {
            var figures = Figures("growth", "--only", "batch", "--at-most", "4", "--rounds", "1", "--seconds", "0.01", "--out", page);
            var series = Assert.Single(figures.GetProperty("series").EnumerateArray());
            Assert.Equal(3, series.GetProperty("rows").GetArrayLength());
            Assert.True(series.GetProperty("memory").GetProperty("slope").GetDouble() > 0);
            Assert.Contains("data-chart", File.ReadAllText(page));
        }
        finally
        {
            File.Delete(page);
        }
    }

    [SkippableFact]
    public void Infer()
    {
        var rows = Figures("infer", "--only", "ResNet20", "--batch", "1", "--rounds", "1", "--seconds", "0.01").GetProperty("networks").EnumerateArray().ToList();
        Positive(Assert.Single(rows).GetProperty("eager"), "one_thread", "all_threads", "ratio");
    }

    [Theory]
    [InlineData("--rounds 0: expected at least 1", "ops", "--rounds", "0")]
    [InlineData("--seconds -1: expected more than 0", "train", "--seconds", "-1")]
    [InlineData("--only ResNte: expected part of one of ResNet20, ", "infer", "--only", "ResNte")]
    [InlineData("--batch 1: expected at least 2", "scope", "--batch", "1")]
    [InlineData("--at-most 1: leaves 1 of the 10 points of batch; expected at least 2", "growth", "--only", "batch", "--at-most", "1")]
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

    private static void Positive(JsonElement figures, params string[] names) =>
        Assert.All(names, n => Assert.InRange(figures.GetProperty(n).GetDouble(), 1e-9, 1e12));

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
