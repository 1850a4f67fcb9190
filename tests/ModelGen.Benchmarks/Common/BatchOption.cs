using System.CommandLine;

namespace ModelGen.Benchmarks;

/// <summary>How many images are computed at once, where a benchmark lets one say it.</summary>
internal static class BatchOption
{
    public static Option<long[]> Several(string description, long[] usual) => new("--batch")
    {
        HelpName = "N", Description = description, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => usual,
    };

    /// <exception cref="UserError">One of them is no batch.</exception>
    public static long[] Checked(long[] batches) =>
        batches.FirstOrDefault(b => b < 1, 1) is < 1 and var wrong ? throw new UserError($"--batch {wrong}: expected at least 1") : batches;
}
