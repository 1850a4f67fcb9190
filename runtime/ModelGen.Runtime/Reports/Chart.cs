using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelGen.Reports;

/// <summary>A chart of a page, as <c>report.js</c> draws it. Values that are not there, or no numbers, are null.</summary>
internal sealed record Chart
{
    public required IReadOnlyList<double> X { get; init; }

    public required string XLabel { get; init; }

    /// <summary>In place of the numbers 0, 1, … of <see cref="X"/>.</summary>
    public IReadOnlyList<string>? XNames { get; init; }

    /// <summary>Whether X has meaning between whole numbers.</summary>
    public bool Fractions { get; init; }

    /// <summary>percent (of shares) or number.</summary>
    public required string Unit { get; init; }

    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>In pixels.</summary>
    public int Height { get; init; } = 220;

    /// <summary>Of Y; null to fit the values.</summary>
    public IReadOnlyList<double>? Range { get; init; }

    public string Json() => JsonSerializer.Serialize(this, ChartJson.Default.Chart);

    /// <summary>Variables of <c>report.css</c>, repeated where there are more series than colours.</summary>
    public static string Colour(int index) => $"--c{index % 8}";
}

/// <summary>A line, or points, of a chart.</summary>
/// <param name="Label">In the legend.</param>
/// <param name="Colour">A variable of <c>report.css</c>.</param>
/// <param name="Y">As many as the chart's X.</param>
internal sealed record ChartSeries(string Label, string Colour, IReadOnlyList<double?> Y)
{
    /// <summary>Lower edge of a band around a line, or of whiskers at points.</summary>
    public IReadOnlyList<double?>? Low { get; init; }

    public IReadOnlyList<double?>? High { get; init; }

    public bool Dashed { get; init; }

    public bool Points { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Chart))]
internal sealed partial class ChartJson : JsonSerializerContext;
