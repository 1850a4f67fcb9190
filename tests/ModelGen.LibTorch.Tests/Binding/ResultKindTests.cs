namespace ModelGen.LibTorch.Tests.Binding;

/// <summary>A result of another kind than the call was written for is an error that names the operator.</summary>
public class ResultKindTests
{
    [Fact]
    public void A_result_that_is_no_tensor_is_not_read_as_one()
    {
        using var tensor = TorchSharp.torch.ones(2, 3);
        var error = Assert.Throws<InvalidOperationException>(() => new Operator("size", "int").Call(tensor, 0L));
        Assert.Equal("aten::size.int gave a value of kind Int, where Tensor was expected.", error.Message);
        Assert.Throws<InvalidOperationException>(() => new Operator("relu").CallInt(tensor));
        Assert.Throws<InvalidOperationException>(() => new Operator("relu").CallList(tensor));
        Assert.Equal(2, new Operator("size", "int").CallInt(tensor, 0L));
    }
}
