using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;

namespace ModelGen.Compiler.Passes.Dropouts;

/// <summary>What the places of dropout count: norms, activations, convolutions, linear layers, poolings.</summary>
internal static class SlotKinds
{
    /// <summary>The kind of an op, or null for one that is not counted.</summary>
    public static SlotKind? Of(string op) => OpRegistry.Find(op) switch
    {
        BatchNorm or LayerNorm or LayerNorm2d or GroupNorm => SlotKind.Norm,
        Activation or Prelu => SlotKind.Act,
        Conv or ConvTranspose => SlotKind.Conv,
        Linear => SlotKind.Linear,
        MaxPool or AvgPool or AdaptivePool or GlobalPool => SlotKind.Pool,
        _ => null,
    };

    public static bool HasWeights(SlotKind? kind) => kind is SlotKind.Conv or SlotKind.Linear;

    public static bool IsDropout(string op) => Dropout.All.Any(o => o.Name == op);

    /// <summary>The word of a kind: <c>norm</c>.</summary>
    public static string Word(SlotKind kind) => kind switch
    {
        SlotKind.Norm => "norm",
        SlotKind.Act => "act",
        SlotKind.Conv => "conv",
        SlotKind.Linear => "linear",
        _ => "pool",
    };
}
