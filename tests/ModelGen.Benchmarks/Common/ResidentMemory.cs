using System.Globalization;

namespace ModelGen.Benchmarks;

/// <summary>This process's memory as Linux counts it, in bytes.</summary>
internal static class ResidentMemory
{
    public static long Now => Status("VmRSS:");

    /// <summary>The most that was resident at once.</summary>
    public static long Peak => Status("VmHWM:");

    /// <summary>Lets the peak begin anew at what is resident now, where the kernel allows it: else what came before counts too.</summary>
    public static void ForgetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then the peak is that of the whole process, which is never below.
        }
    }

    private static long Status(string field) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(l => l.StartsWith(field, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
