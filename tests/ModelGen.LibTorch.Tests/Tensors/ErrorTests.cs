using System.Runtime.InteropServices;

namespace ModelGen.LibTorch.Tests.Tensors;

/// <summary>What goes wrong in libtorch arrives as an exception with its message.</summary>
public class ErrorTests
{
    [Fact]
    public void ShapesThatDoNotMultiplyAreNamed() => AssertFails(
        () => ones(2, 3).matmul(ones(4, 5)), "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)");

    [Fact]
    public void ShapesThatDoNotBroadcastAreNamed() => AssertFails(
        () => ones(2, 3) + ones(4), "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1");

    [Fact]
    public void AWrongNumberOfChannelsIsNamed() => AssertFails(
        () => nn.functional.conv2d(ones(1, 3, 8, 8), ones(4, 2, 3, 3)),
        "Given groups=1, weight of size [4, 2, 3, 3], expected input[1, 3, 8, 8] to have 2 channels, but got 3 channels instead");

    [Fact]
    public void AnIndexOutsideIsNamed() => AssertFails(
        () => ones(3).index_select(0, tensor(new long[] { 5 })), "index out of range in self");

    [Fact]
    public void AViewThatDoesNotFitIsNamed() => AssertFails(() => ones(6).view(4, 2), "shape '[4, 2]' is invalid for input of size 6");

    [Fact]
    public void BackwardOfAConstantIsRefused() => AssertFails(
        () =>
        {
            var constant = ones(1);
            constant.backward();
            return constant;
        },
        "element 0 of tensors does not require grad and does not have a grad_fn");

    [Fact]
    public void AChangedLeafIsRefused() => AssertFails(
        () => ones(2, requires_grad: true).add_(1), "a leaf Variable that requires grad is being used in an in-place operation.");

    [Fact]
    public void AnErrorLeavesTheNextCallAlone()
    {
        Assert.ThrowsAny<ExternalException>(() => ones(2).view(3));

        Assert.Equal(2f, ones(2).sum().item<float>());
    }

    private static void AssertFails(Func<Tensor> call, string message)
    {
        var error = Assert.ThrowsAny<ExternalException>(call);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
