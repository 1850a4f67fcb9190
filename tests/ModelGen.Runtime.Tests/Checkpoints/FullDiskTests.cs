using System.Diagnostics;
using ModelGen.Checkpoints;

namespace ModelGen.Runtime.Tests.Checkpoints;

/// <summary>
/// A disk that fills during a save: the system refuses to write a file's rest, as it does past a limit on the size of files.
/// </summary>
public sealed class FullDiskTests : IDisposable
{
    private const int LimitKilobytes = 20;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void The_old_checkpoint_stays_and_the_run_goes_on_from_it()
    {
        Skip.IfNot(File.Exists("/bin/bash"), "needs bash and its ulimit");
        Train(0, "", "--out", folder["run"], "--epochs", "1", "--seed", "3");
        string last = folder["run/last.ckpt"];
        Assert.True(new FileInfo(last).Length > LimitKilobytes * 1024);
        Directory.CreateDirectory(folder["other"]);
        File.Copy(last, folder["other/last.ckpt"]);
        byte[] before = File.ReadAllBytes(last);
        string[] files = Directory.GetFiles(folder["run"]);

        string error = Train(2, $"trap '' XFSZ; ulimit -f {LimitKilobytes}; ", "--resume", last, "--epochs", "2");
        Assert.Contains("cannot be written", error);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith(
            "error:", StringComparison.Ordinal));
        Assert.Equal(before, File.ReadAllBytes(last));
        Assert.Equal(files.Order(), Directory.GetFiles(folder["run"]).Order());

        Train(0, "", "--resume", last, "--epochs", "2");
        Train(0, "", "--resume", folder["other/last.ckpt"], "--epochs", "2");
        Assert.Equal(Checkpoint.ReadInfo(folder["other/last.ckpt"]).WeightsSha256, Checkpoint.ReadInfo(last).WeightsSha256);
    }

    /// <summary>Runs the command line in a process of its own; what it says on the error stream.</summary>
    private static string Train(int expected, string before, params string[] options)
    {
        string[] command = ["dotnet", typeof(FullDiskTests).Assembly.Location, "train", "TinyModel", "--data", "synthetic", "--threads",
            "1", .. options];
        if (before.Length == 0)
            command = [.. command, .. options.Contains("--resume") ? (string[])[] : ["--subset", "500", "--validation", "0"]];
        string line = before + "exec " + string.Join(' ', command.Select(c => $"'{c}'"));
        var start = new ProcessStartInfo("/bin/bash", ["-c", line]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The runtime maps its code through a file of its own otherwise, to which the limit applies too.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == expected, $"exit code {process.ExitCode}: {error}{output.Result}");
        return error;
    }
}
