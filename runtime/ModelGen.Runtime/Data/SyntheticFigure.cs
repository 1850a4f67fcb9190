namespace ModelGen.Data;

/// <summary>One of the ten shapes or textures of the synthetic set, at a place, size and tilt. Classes survive a mirror.</summary>
internal readonly struct SyntheticFigure
{
    private readonly int kind;
    private readonly float centreX;
    private readonly float centreY;
    private readonly float radius;
    private readonly float cos;
    private readonly float sin;

    private SyntheticFigure(int kind, float centreX, float centreY, float radius, float tilt)
    {
        (this.kind, this.centreX, this.centreY, this.radius) = (kind, centreX, centreY, radius);
        (sin, cos) = MathF.SinCos(tilt);
    }

    public static IReadOnlyList<string> ClassNames { get; } =
        ["disc", "ring", "square", "frame", "triangle", "plus", "cross", "rows", "columns", "checkers"];

    public static SyntheticFigure Random(int kind, ref CounterRandom random) => new(
        kind, Between(10, 21, ref random), Between(10, 21, ref random), Between(7, 11, ref random), Between(-0.25f, 0.25f, ref random));

    public static SyntheticFigure RandomSmall(ref CounterRandom random) => new(
        random.NextInt(10), Between(0, 31, ref random), Between(0, 31, ref random), Between(2, 4, ref random), Between(
            -0.25f, 0.25f, ref random));

    /// <summary>How much of the pixel the figure covers, from 0 to 1; its edge is one pixel soft.</summary>
    public float Cover(int x, int y)
    {
        // u and v are the pixel's place in the figure's own frame, where the figure reaches from -1 to 1.
        float dx = (x - centreX) / radius;
        float dy = (y - centreY) / radius;
        if (MathF.Abs(dx) > 1.6f || MathF.Abs(dy) > 1.6f)
            return 0;
        float u = (cos * dx) + (sin * dy);
        float v = (cos * dy) - (sin * dx);
        return Math.Clamp((Inside(u, v) * radius) + 0.5f, 0, 1);
    }

    /// <summary>Distance to the edge in units of the radius, positive inside.</summary>
    private float Inside(float u, float v)
    {
        float round = 1 - MathF.Sqrt((u * u) + (v * v));
        float box = 0.9f - MathF.Max(MathF.Abs(u), MathF.Abs(v));
        return kind switch
        {
            0 => round,
            1 => MathF.Min(round, 0.5f - round),
            2 => box,
            3 => MathF.Min(box, 0.4f - box),
            4 => MathF.Min(0.8f - v, (0.45f * (v + 1)) - (0.9f * MathF.Abs(u))),
            5 => Cross(u, v),
            6 => Cross((u + v) * 0.7071f, (u - v) * 0.7071f),
            7 => MathF.Min(box, Wave(v)),
            8 => MathF.Min(box, Wave(u)),
            _ => MathF.Min(box, 4 * Wave(u) * Wave(v)),
        };
    }

    private static float Cross(float u, float v)
    {
        float across = MathF.Min(1 - MathF.Abs(u), 0.28f - MathF.Abs(v));
        float down = MathF.Min(1 - MathF.Abs(v), 0.28f - MathF.Abs(u));
        return MathF.Max(across, down);
    }

    /// <summary>A triangle wave of period 0.8, between -0.2 and 0.2.</summary>
    private static float Wave(float t)
    {
        float phase = (t / 0.8f) - MathF.Floor(t / 0.8f);
        return 0.2f - (0.8f * MathF.Abs(phase - 0.5f));
    }

    private static float Between(float low, float high, ref CounterRandom random) => low + ((high - low) * (float)random.NextDouble());
}
