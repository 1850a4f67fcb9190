using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

/// <summary>Losses of networks with auxiliary heads.</summary>
internal static class Auxiliary
{
    public static Tensor Loss(nn.Module<Tensor, Tensor> model, Tensor images, Tensor labels) =>
        nn.functional.cross_entropy(model.call(images), labels);
}
