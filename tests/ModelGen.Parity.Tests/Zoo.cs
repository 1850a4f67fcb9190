using ModelGen.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

internal static class Zoo
{
    public static nn.Module<Tensor, Tensor> Create(string name) => ModelRegistry.All.Single(m => m.Name == name).Create(null);
}
