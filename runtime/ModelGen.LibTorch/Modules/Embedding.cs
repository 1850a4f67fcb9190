using ModelGen.LibTorch;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A table of vectors: rows of a weight of [entries, features], looked up by number.</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private static readonly Operator lookUp = new("embedding");
    private static readonly Operator renormalize = new("embedding_renorm_");

    private readonly long paddingIndex;
    private readonly double? maxNorm;
    private readonly double normType;
    private readonly bool scaleGradByFreq;
    private readonly bool isSparse;
    private Parameter? weightParameter;

    internal Embedding(
        Parameter weight, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse)
        : base(nameof(Embedding))
    {
        this.weight = weight;
        paddingIndex = padding_idx is { } index ? index < 0 ? index + weight.size(0) : index : -1;
        if (paddingIndex < -1 || paddingIndex >= weight.size(0))
            throw new ArgumentException($"padding_idx must be within num_embeddings, {weight.size(0)}; it is {padding_idx}.");
        maxNorm = max_norm;
        normType = norm_type;
        scaleGradByFreq = scale_grad_by_freq;
        isSparse = sparse;
    }

    public Parameter? weight { get => weightParameter; set => SetParameter(nameof(weight), ref weightParameter, value); }

    /// <param name="input">Numbers of any shape.</param>
    /// <returns>[…, features].</returns>
    public override Tensor forward(Tensor input)
    {
        if (maxNorm is { } limit)
        {
            using var _ = no_grad();
            using var numbers = input.contiguous();
            renormalize.Run(weight, numbers, limit, normType);
        }
        return lookUp.Call(weight, input, paddingIndex, scaleGradByFreq, isSparse);
    }

    /// <summary>Draws the vectors from the normal distribution, and empties the padding's, as PyTorch does.</summary>
    internal void Draw()
    {
        nn.init.normal_(weight!);
        if (paddingIndex < 0)
            return;
        using var _ = no_grad();
        using var row = weight!.select(0, paddingIndex);
        row.zero_();
    }
}
