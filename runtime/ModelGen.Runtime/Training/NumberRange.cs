using System.Globalization;

namespace ModelGen.Training;

/// <summary>Which numbers a field takes.</summary>
internal sealed record NumberRange(double Minimum, double Maximum = double.PositiveInfinity, bool WithoutMinimum = false, bool WithoutMaximum = false)
{
    public static NumberRange ZeroOrMore { get; } = new(0);

    public static NumberRange AboveZero { get; } = new(0, WithoutMinimum: true);

    /// <summary>[0, 1).</summary>
    public static NumberRange Share { get; } = new(0, 1, WithoutMaximum: true);

    public static NumberRange AtLeast(double minimum) => new(minimum);

    public bool Holds(double value) => double.IsFinite(value)
        && (WithoutMinimum ? value > Minimum : value >= Minimum) && (WithoutMaximum ? value < Maximum : value <= Maximum);

    public override string ToString()
    {
        if (double.IsPositiveInfinity(Maximum))
            return WithoutMinimum ? Invariant($"above {Minimum}") : Minimum == 0 ? "0 or more" : Invariant($"at least {Minimum}");
        string low = WithoutMinimum ? Invariant($"above {Minimum}") : Invariant($"{Minimum} or more");
        return WithoutMaximum ? Invariant($"{low}, below {Maximum}") : Invariant($"{low}, at most {Maximum}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
