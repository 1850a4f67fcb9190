namespace ModelGen.LibTorch.Tests.Tensors;

public class TypeTests
{
    [Theory]
    [InlineData(ScalarType.Int32, ScalarType.Float32, ScalarType.Float32)]
    [InlineData(ScalarType.Byte, ScalarType.Int8, ScalarType.Int16)]
    [InlineData(ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32)]
    public void TypesMeetInTheSmallestThatHoldsBoth(ScalarType left, ScalarType right, ScalarType expected) =>
        Assert.Equal(expected, promote_types(left, right));

    [Fact]
    public void NumbersAreOfTheDefaultType()
    {
        Assert.Equal(float32, get_default_dtype());
        set_default_dtype(float64);
        try
        {
            Assert.Equal(float64, zeros(1).dtype);
        }
        finally
        {
            set_default_dtype(float32);
        }

        Assert.Equal(float32, result_type(ones(1, dtype: int64), ones(1)));
        Assert.False(can_cast(float32, int64));
    }

    [Fact]
    public void ShapesAreBroadcast()
    {
        Assert.Equal([2L, 3, 4], broadcast_shapes([3, 1], [2, 1, 4]).Shape);
        Assert.Equal([1L, 2, 3], (new Size((1, 2)) + new Size(3)).Shape);
        Assert.Equal(6, new Size([2, 3]).numel());
    }

    [Fact]
    public void Float32IsDescribed()
    {
        var info = finfo(float32);

        Assert.Equal((32, 1.1920928955078125e-07, (double)float.MaxValue), (info.bits, info.eps, info.max));
        Assert.Throws<ArgumentException>(() => finfo(int64));
    }

    [Fact]
    public void HalvesRoundToEven()
    {
        Assert.Equal(1f, (new BFloat16(1.00390625f)).ToSingle());
        Assert.Equal(1.015625f, (new BFloat16(1.01171875f)).ToSingle());
        Assert.True(BFloat16.IsNaN(new BFloat16(float.NaN)));
        Assert.Equal(tensor(new[] { 3.14159f }).bfloat16().data<BFloat16>()[0], new BFloat16(3.14159f));
    }

    [Fact]
    public void DevicesAreParsed()
    {
        Assert.Equal((DeviceType.CUDA, 1), (new Device("cuda:1").type, new Device("cuda:1").index));
        Assert.Equal("cuda:1", new Device("cuda:1").ToString());
        Assert.Equal("cpu", CPU.ToString());
        Assert.Throws<ArgumentException>(() => new Device("gpu"));
    }
}
