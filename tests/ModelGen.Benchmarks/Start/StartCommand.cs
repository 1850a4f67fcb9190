using System.CommandLine;
using static System.FormattableString;

namespace ModelGen.Benchmarks.Start;

/// <summary><c>start</c>: from the start of a process to the end of its first training step, ResNet20 with a batch of 128.</summary>
internal static class StartCommand
{
    private const double Aim = 0.5;

    public static Command Create() => new BenchCommand("start", "From the start of a process to its first finished training step.", Run);

    private static void Run(BenchSettings settings)
    {
        double Ours() => OwnProcess.SecondsToFirstLine(OwnProcess.Start(FirstStep.Work));
        double Theirs() => OwnProcess.SecondsToFirstLine(PythonPeer.Start("first_step.py"));
        // Once without counting, that all files of both are in the page cache.
        Ours();
        Theirs();
        var samples = Samples.Take(settings.Rounds, Ours, Theirs);
        double ours = samples.Median(0), peer = samples.Median(1), ratio = samples.Ratio(0, 1);
        Console.WriteLine(Invariant($"first step of ResNet20, batch 128: ours {ours:f2} s  PyTorch {peer:f2} s  ratio {ratio:f2} (aim: at most {Aim})"));
        settings.Write(new { rounds = settings.Rounds, aim = Aim, ours_seconds = ours, peer_seconds = peer, ratio });
    }
}
