namespace TorchSharp;

/// <summary>How a tensor is written for people.</summary>
public enum TensorStringStyle
{
    /// <summary>Shape, type and device alone.</summary>
    Metadata,

    /// <summary>Columns under each other.</summary>
    Julia,

    /// <summary>Nested brackets.</summary>
    Numpy,

    /// <summary>An array's initializer.</summary>
    CSharp,

    /// <summary>As <see cref="torch.TensorStringStyle"/> says.</summary>
    Default,
}

public static partial class torch
{
    public const TensorStringStyle julia = TensorStringStyle.Julia;
    public const TensorStringStyle numpy = TensorStringStyle.Numpy;
    public const TensorStringStyle csharp = TensorStringStyle.CSharp;

    private static TensorStringStyle stringStyle = TensorStringStyle.Julia;

    /// <summary>The style that ToString uses.</summary>
    /// <exception cref="ArgumentException">The style is Default.</exception>
    public static TensorStringStyle TensorStringStyle
    {
        get => stringStyle;
        set => stringStyle = value != TensorStringStyle.Default
            ? value
            : throw new ArgumentException("The style cannot be set to 'Default'");
    }

    internal static PrintOptions Printing { get; private set; } = new();

    /// <param name="precision">Digits after the point.</param>
    /// <param name="sci_mode">Writes a power of ten.</param>
    /// <param name="maxRows">More rows than these are cut in the middle.</param>
    public static void set_printoptions(
        int precision, int? linewidth = null, string? newLine = null, bool sci_mode = false, int? maxRows = null, int? maxColumns = null) =>
        set_printoptions(null, $"{(sci_mode ? 'E' : 'F')}{precision}", linewidth, newLine, maxRows, maxColumns);

    public static void set_printoptions(
        TensorStringStyle? style = null, string? floatFormat = null, int? linewidth = null, string? newLine = null, int? maxRows = null,
        int? maxColumns = null)
    {
        stringStyle = style ?? stringStyle;
        Printing = new PrintOptions
        {
            FloatFormat = floatFormat ?? Printing.FloatFormat,
            LineWidth = linewidth ?? Printing.LineWidth,
            NewLine = newLine ?? Printing.NewLine,
            MaxRows = maxRows ?? Printing.MaxRows,
            MaxColumns = maxColumns ?? Printing.MaxColumns,
        };
    }
}

/// <summary>What <see cref="torch.set_printoptions(int, int?, string?, bool, int?, int?)"/> sets.</summary>
internal sealed record PrintOptions
{
    public string FloatFormat { get; init; } = "g5";
    public int LineWidth { get; init; } = 100;
    public string NewLine { get; init; } = Environment.NewLine;
    public int MaxRows { get; init; } = 6;
    public int MaxColumns { get; init; } = 6;
}
