using System.Globalization;

namespace TorchSharp.Modules;

/// <summary>The ranges of options.</summary>
internal static class Require
{
    public static void NotNegative(double value, string what)
    {
        if (!(value >= 0))
            throw Invalid(value, what);
    }

    /// <summary>At least 0, and below 1.</summary>
    public static void Share(double value, string what)
    {
        if (!(value >= 0 && value < 1))
            throw Invalid(value, what);
    }

    private static ArgumentException Invalid(double value, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Invalid {what}: {value}"));
}
