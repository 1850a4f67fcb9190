namespace ModelGen.LibTorch.Tests.Tensors;

public class DataTests
{
    [Fact]
    public void DataAreReadInRowOrderWhateverTheStrides()
    {
        using var tensor = arange(6).view(2, 3).t();

        Assert.Equal([0L, 3, 1, 4, 2, 5], tensor.data<long>().ToArray());
        Assert.Equal(4L, tensor.data<long>()[1, 1]);
        Assert.Equal(new long[,] { { 0, 3 }, { 1, 4 }, { 2, 5 } }, (long[,])tensor.data<long>().ToNDArray());
    }

    [Fact]
    public void DataAreTheTensorsOwnMemory()
    {
        using var tensor = zeros(2, 2);
        var data = tensor.data<float>();
        data[1, 0] = 5;
        data.CopyFrom([1f, 2f]);

        Assert.Equal([1f, 2, 5, 0], tensor.data<float>().ToArray());
    }

    [Fact]
    public void AnotherElementTypeIsRefused()
    {
        using var tensor = zeros(2);

        Assert.Throws<ArgumentException>(() => tensor.data<double>());
        Assert.Throws<ArgumentException>(() => zeros(1).item<int>());
    }

    [Fact]
    public void AnItemIsOfOneElement()
    {
        Assert.Throws<ArgumentException>(() => zeros(2).item<float>());
        Assert.Equal(3, tensor(3).item<int>());
        Assert.Equal(2.5, tensor(2.5f).ToDouble());
        Assert.Equal(7, tensor(7.9).ToInt32());
        Assert.True(tensor(true).ToBoolean());
    }

    [Fact]
    public void AnIndexOutsideIsRefused()
    {
        using var tensor = zeros(2, 2);
        var data = tensor.data<float>();

        Assert.Throws<IndexOutOfRangeException>(() => data[4]);
        Assert.Throws<IndexOutOfRangeException>(() => data[0, 2]);
    }

    [Fact]
    public void BytesAreThoseOfAContiguousTensor()
    {
        using var tensor = torch.tensor(new short[] { 1, 256 });

        Assert.Equal([1, 0, 0, 1], tensor.bytes.ToArray());
        tensor.bytes = new byte[] { 2, 0, 3, 0 };
        Assert.Equal([(short)2, 3], tensor.data<short>().ToArray());
        Assert.Throws<InvalidOperationException>(() => arange(6).view(2, 3).t().bytes.Length);
    }

    [Fact]
    public void AnArrayAndItsTensorShareMemory()
    {
        float[,] array = { { 1, 2 }, { 3, 4 } };
        using var shared = from_array(array);
        using var copied = tensor(array);
        array[1, 1] = 9;
        shared[0, 0] = 7f;

        Assert.Equal(9f, shared[1, 1].item<float>());
        Assert.Equal(7f, array[0, 0]);
        Assert.Equal([1f, 2, 3, 4], copied.data<float>().ToArray());
    }

    [Fact]
    public void FewerElementsThanTheShapeNeedsAreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => tensor(new float[3], [2, 2]));

        Assert.Contains("4 vs. 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FactsAreThoseOfTheTensor()
    {
        using var tensor = zeros(2, 3, 4, dtype: int16);

        Assert.Equal([2L, 3, 4], tensor.shape);
        Assert.Equal([12L, 4, 1], tensor.stride());
        Assert.Equal((3L, 24L, 2L), (tensor.dim(), tensor.numel(), tensor.element_size()));
        Assert.Equal((4L, 12L), (tensor.size(-1), tensor.stride(0)));
        Assert.Equal((int16, DeviceType.CPU), (tensor.dtype, tensor.device_type));
        Assert.True(tensor.is_contiguous() && tensor.is_integral() && !tensor.is_floating_point() && tensor.is_leaf && tensor.is_cpu());
        Assert.False(tensor.transpose(0, 1).is_contiguous());
        Assert.Equal(6, tensor.select(0, 1).narrow(0, 1, 1).select(1, 2).storage_offset() - 12);
    }

    [Fact]
    public void ConversionsKeepWhatNeedsNoChange()
    {
        using var tensor = ones(2);
        using var same = tensor.to(float32);
        using var copy = tensor.to(float32, copy: true);
        same.add_(1);

        Assert.Equal(2f, tensor[0].item<float>());
        Assert.Equal(1f, copy[0].item<float>());
    }

    [Fact]
    public void ATensorIsWrittenForPeople()
    {
        using var tensor = arange(4, float32).view(2, 2);

        Assert.Equal("[2x2], type = Float32, device = cpu", tensor.ToString());
        Assert.Equal("[2x2], type = Float32, device = cpu\n 0 1\n 2 3\n", tensor.str(newLine: "\n").TrimEnd() + "\n");
        Assert.Equal("[], type = Int64, device = cpu, value = 3", torch.tensor(3L).str());
    }
}
