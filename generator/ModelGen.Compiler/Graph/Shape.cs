using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Graph;

/// <summary>
/// The shape of a value without its batch dimension: channels, height, width, or features alone after the head has pooled.
/// </summary>
public sealed record Shape(EquatableArray<long> Dimensions)
{
    /// <summary>A height or width that is known at run time alone (an <c>input:</c> with free size).</summary>
    public const long Free = -1;

    public Shape(params long[] dimensions) : this(new EquatableArray<long>(dimensions))
    {
    }

    public int Rank => Dimensions.Count;

    /// <summary>True for an image whose channels were moved to the end (<c>permute</c>): height, width, channels.</summary>
    public bool IsChannelsLast { get; init; }

    /// <summary>Channels of an image, features of a vector.</summary>
    public long Channels => IsChannelsLast ? Dimensions.Last : Dimensions[0];

    public long Height => Dimensions[IsChannelsLast ? 0 : 1];

    public long Width => Dimensions[IsChannelsLast ? 1 : 2];

    /// <summary>True for channels, height, width in this order.</summary>
    public bool IsImage => Rank == 3 && !IsChannelsLast;

    public bool IsVector => Rank == 1;

    /// <summary>True if some dimension is known at run time alone.</summary>
    public bool HasFree => Dimensions.Contains(Free);

    /// <summary>Product of the dimensions, or <see cref="Free"/>.</summary>
    public long Elements => HasFree ? Free : Dimensions.Aggregate(1L, (product, dimension) => product * dimension);

    /// <summary>The same image with other channels.</summary>
    public Shape WithChannels(long channels)
    {
        long[] dimensions = [.. Dimensions];
        dimensions[IsChannelsLast ? dimensions.Length - 1 : 0] = channels;
        return this with { Dimensions = new(dimensions) };
    }

    /// <summary>As people write it: 16×32×32; a free dimension is a question mark.</summary>
    public override string ToString() =>
        string.Join("×", Dimensions.Select(d => d == Free ? "?" : d.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
