using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.Onnx;

/// <summary>A constant of the model (an initializer, in ONNX's words), and where its elements come from. The family is closed.</summary>
public abstract record OnnxTensor(string Name, EquatableArray<long> Shape)
{
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>True for int64, false for float32.</summary>
    public virtual bool IsInteger => false;

    /// <summary>A tensor of the state dict, element by element; its shape may have ones where the state dict's has none.</summary>
    public sealed record Weight(string Name, EquatableArray<long> Shape, string Key) : OnnxTensor(Name, Shape);

    /// <summary>The transpose of a matrix of the state dict.</summary>
    public sealed record Transposed(string Name, EquatableArray<long> Shape, string Key) : OnnxTensor(Name, Shape);

    /// <summary>
    /// The weight of a convolution or linear layer, output channel by output channel times the factor of the norm that follows.
    /// </summary>
    public sealed record FoldedWeight(string Name, EquatableArray<long> Shape, string Key, OnnxNorm Norm) : OnnxTensor(Name, Shape);

    /// <summary>The bias of a convolution or linear layer (null: it has none) taken through the norm that follows.</summary>
    public sealed record FoldedBias(string Name, EquatableArray<long> Shape, string? Key, OnnxNorm Norm) : OnnxTensor(Name, Shape);

    public sealed record Numbers(string Name, EquatableArray<long> Shape, EquatableArray<double> Values) : OnnxTensor(Name, Shape);

    /// <summary>One number everywhere.</summary>
    public sealed record Filled(string Name, EquatableArray<long> Shape, double Value) : OnnxTensor(Name, Shape);

    public sealed record Integers(string Name, EquatableArray<long> Values) : OnnxTensor(Name, new EquatableArray<long>(Values.Count))
    {
        public override bool IsInteger => true;
    }
}

/// <summary>
/// A batch norm in eval mode: y = (x − mean) · weight / √(variance + ε) + bias for each channel (Ioffe &amp; Szegedy 2015, algorithm 2).
/// The four are keys of the state dict; weight and bias are null where the norm has none.
/// </summary>
public sealed record OnnxNorm(string? Weight, string? Bias, string Mean, string Variance, double Epsilon);
