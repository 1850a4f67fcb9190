using ModelGen.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

internal static class Zoo
{
    /// <summary>The models with the fewest parameters of their spec: they stand for their families where all would take too long.</summary>
    public static IReadOnlyList<ModelInfo> SmallestOfEachFile { get; } =
        [.. ModelRegistry.All.GroupBy(m => m.SpecFile).Select(family => family.MinBy(m => m.ParameterCount)!)];

    public static ModelInfo Info(string name) => ModelRegistry.All.Single(m => m.Name == name);

    public static nn.Module<Tensor, Tensor> Create(string name) => Info(name).Create(null);
}
