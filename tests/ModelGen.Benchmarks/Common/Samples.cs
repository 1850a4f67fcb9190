namespace ModelGen.Benchmarks;

/// <summary>Several things, each measured once in every round: what disturbs the machine for a while then disturbs all of them.</summary>
internal sealed class Samples
{
    private readonly List<double[]> rounds = [];

    public static Samples Take(int rounds, params IReadOnlyList<Func<double>> things)
    {
        var samples = new Samples();
        for (int round = 0; round < rounds; round++)
            samples.rounds.Add([.. things.Select(measure => measure())]);
        return samples;
    }

    /// <summary>Not a number where one of the values is none.</summary>
    public double Median(int thing) => MedianOf(rounds.Select(r => r[thing]));

    /// <summary>The median of the rounds' ratios: steadier than the ratio of the medians.</summary>
    public double Ratio(int numerator, int denominator) => MedianOf(rounds.Select(r => r[numerator] / r[denominator]));

    public static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        // What is no number sorts first.
        return sorted.Count == 0 || double.IsNaN(sorted[0]) ? double.NaN : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
