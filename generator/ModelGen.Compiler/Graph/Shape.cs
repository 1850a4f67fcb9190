using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Graph;

/// <summary>The shape of a value without its batch dimension: channels, height, width, or features alone after the head has pooled.</summary>
public sealed record Shape(EquatableArray<long> Dimensions)
{
    public Shape(params long[] dimensions) : this(new EquatableArray<long>(dimensions))
    {
    }

    public int Rank => Dimensions.Count;

    /// <summary>Channels of an image, features of a vector.</summary>
    public long Channels => Dimensions[0];

    public long Height => Dimensions[1];

    public long Width => Dimensions[2];

    public bool IsImage => Rank == 3;

    public long Elements => Dimensions.Aggregate(1L, (product, dimension) => product * dimension);

    /// <summary>As people write it: 16×32×32.</summary>
    public override string ToString() => string.Join("×", Dimensions);
}
