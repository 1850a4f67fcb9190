using System.CommandLine;
using static System.FormattableString;

namespace ModelGen.Benchmarks.Compiling;

/// <summary><c>compile</c>: the generator's own time on the whole zoo, cold and after an edit. It has limits and no peer.</summary>
internal static class CompileCommand
{
    private const double ColdLimit = 3;
    private const double EditLimit = 0.1;
    private const int Edits = 8;

    public static Command Create() => new BenchCommand(
        "compile", "The generator's own time: the zoo in a fresh process, and after edits of one file. scripts/compile-time.sh measures it in real builds.", Run);

    private static void Run(BenchSettings settings)
    {
        var replies = Enumerable.Range(0, settings.Rounds).Select(_ => OwnProcess.Run<CompileReply>(CompileWork.Name, new CompileRequest(Edits))).ToList();
        double cold = Samples.MedianOf(replies.Select(r => r.ColdSeconds)), first = Samples.MedianOf(replies.Select(r => r.FirstEditSeconds));
        double edit = Samples.MedianOf(replies.SelectMany(r => r.EditSeconds)), slowest = replies.Max(r => r.EditSeconds.Max());
        Console.WriteLine(Invariant($"{replies[0].Models} models, a fresh process: {cold:f2} s (limit {ColdLimit} s)"));
        Console.WriteLine(Invariant($"after an edit of one file: {edit * 1e3:f0} ms, at most {slowest * 1e3:f0}, the first of a process {first * 1e3:f0} (limit {EditLimit * 1e3:f0} ms)"));
        settings.Write(new
        {
            rounds = settings.Rounds, models = replies[0].Models, cold_seconds = cold, cold_limit = ColdLimit, edit_seconds = edit, slowest_edit_seconds = slowest,
            first_edit_seconds = first, edit_limit = EditLimit,
        });
    }
}
