using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

/// <summary>The loss of a network, with those of its auxiliary heads where it has any.</summary>
internal static class Auxiliary
{
    public static Tensor Loss(nn.Module<Tensor, Tensor> model, Tensor images, Tensor labels)
    {
        if (model is not IAuxiliaryOutputs heads)
            return nn.functional.cross_entropy(model.call(images), labels);
        var (output, auxiliary) = heads.forward_with_aux(images);
        return auxiliary.Zip(heads.AuxiliaryWeights, (head, weight) => nn.functional.cross_entropy(head, labels) * weight)
            .Aggregate(nn.functional.cross_entropy(output, labels), (sum, loss) => sum + loss);
    }
}
