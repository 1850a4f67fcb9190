namespace ModelGen;

/// <summary>
/// A stream of random numbers that is a pure function of its keys: (seed, epoch, image) names a stream, whoever asks for it and whenever,
/// so that augmentation does not depend on threads or timing. SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014).
/// </summary>
internal struct CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong state;

    public CounterRandom(params ReadOnlySpan<long> keys)
    {
        foreach (long key in keys)
            state = Mix(state + Golden + unchecked((ulong)key));
    }

    public ulong Next() => Mix(state += Golden);

    /// <summary>Uniform in [0, 1), with 53 random bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, bound): Lemire's multiplication, whose bias is under bound/2^64.</summary>
    public int NextInt(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Standard normal: Box and Muller, 1958.</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Beta(α, α): the first of two gammas as a share of both.</summary>
    public double NextBeta(double alpha)
    {
        double a = NextGamma(alpha);
        double b = NextGamma(alpha);
        return a + b > 0 ? a / (a + b) : 0.5;
    }

    /// <summary>
    /// Gamma(α, 1): Marsaglia and Tsang, "A simple method for generating gamma variables", 2000; below 1 by their section 6.
    /// </summary>
    public double NextGamma(double alpha)
    {
        if (alpha < 1)
            return NextGamma(alpha + 1) * Math.Pow(1 - NextDouble(), 1 / alpha);
        double d = alpha - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = NextNormal();
            double v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }

    /// <summary>Fisher and Yates.</summary>
    public void Shuffle(Span<int> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
