using System.Diagnostics;

namespace ModelGen.Benchmarks;

/// <summary>Times work that is done again and again.</summary>
internal static class Clock
{
    /// <summary>Seconds that the work takes, the mean of as many times as fit in some seconds, and of at least one.</summary>
    /// <param name="some">Seconds.</param>
    /// <param name="work">The work.</param>
    /// <param name="atOnce">How often it is done between two looks at the clock: many, where the look would count.</param>
    public static double Mean(double some, Action work, int atOnce = 1)
    {
        long times = 0, start = Stopwatch.GetTimestamp();
        do
        {
            for (int i = 0; i < atOnce; i++)
                work();
            times += atOnce;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < some);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / times;
    }
}
