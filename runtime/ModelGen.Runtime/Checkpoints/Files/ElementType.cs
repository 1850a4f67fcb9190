namespace ModelGen.Checkpoints;

/// <summary>The type of a stored tensor's elements, little-endian.</summary>
public enum ElementType
{
    Bool,
    UInt8,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt16,
    UInt32,
    UInt64,
    Float16,
    BFloat16,
    Float32,
    Float64,
}

/// <summary>What is known of element types.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Bool or ElementType.UInt8 or ElementType.Int8 => 1,
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Int32 or ElementType.UInt32 or ElementType.Float32 => 4,
        _ => 8,
    };

    /// <summary>PyTorch's name: float32, int64.</summary>
    public static string Name(this ElementType type) => type.ToString().ToLowerInvariant();

    public static bool IsFloatingPoint(this ElementType type) => type >= ElementType.Float16;

    /// <summary>
    /// The type with PyTorch's name; null for no such type, and for those that weights are not kept in (complex, quantized).
    /// </summary>
    public static ElementType? Parse(string name) =>
        Enum.GetValues<ElementType>().Where(t => t.Name() == name).Select(t => (ElementType?)t).FirstOrDefault();
}
