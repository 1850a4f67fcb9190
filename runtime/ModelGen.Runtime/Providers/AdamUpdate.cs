using static TorchSharp.torch;

namespace ModelGen.Providers;

/// <summary>A step of Adam or AdamW for all parameters; every list has an entry for each.</summary>
/// <param name="Values">The parameters.</param>
/// <param name="Gradients">Their gradients, which stay as they are.</param>
/// <param name="Means">The means of gradients.</param>
/// <param name="Squares">The means of their squares.</param>
/// <param name="Rates">Learning rates.</param>
/// <param name="Decays">Weight decays.</param>
/// <param name="Updates">How many updates each parameter has had with this one.</param>
/// <param name="Beta1">The share of the means that stays.</param>
/// <param name="Beta2">The share of the squares that stays.</param>
/// <param name="Eps">Added to the root of the squares.</param>
/// <param name="IsDecoupled">Whether the decay is AdamW's.</param>
internal sealed record AdamUpdate(
    Tensor[] Values, Tensor[] Gradients, Tensor[] Means, Tensor[] Squares, double[] Rates, double[] Decays, long[] Updates, double Beta1, double Beta2, double Eps,
    bool IsDecoupled);
