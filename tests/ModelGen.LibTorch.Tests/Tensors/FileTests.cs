namespace ModelGen.LibTorch.Tests.Tensors;

public class FileTests
{
    [Fact]
    public void ATensorIsWrittenAsTypeShapeAndElements()
    {
        using var tensor = torch.tensor(new short[] { 1, 2, 3 }).view(1, 3);
        using var stream = new MemoryStream();
        tensor.Save(new BinaryWriter(stream));

        // Int16 is 2; two dimensions, 1 and 3; three little-endian elements.
        Assert.Equal([2, 2, 1, 3, 1, 0, 2, 0, 3, 0], stream.ToArray());
    }

    [Fact]
    public void LargeSizesTakeSevenBitsAByte()
    {
        using var tensor = zeros(300, dtype: uint8);
        using var stream = new MemoryStream();
        tensor.Save(new BinaryWriter(stream));

        Assert.Equal([0, 1, 0xAC, 0x02], stream.ToArray()[..4]);
        Assert.Equal(304, stream.Length);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Bool)]
    public void WhatIsWrittenIsRead(ScalarType type)
    {
        using var tensor = (randn(3, 4) * 5).to_type(type);
        using var stream = new MemoryStream();
        tensor.Save(new BinaryWriter(stream));
        stream.Position = 0;
        using var read = Tensor.Load(new BinaryReader(stream));

        Assert.Equal(type, read.dtype);
        Assert.True(tensor.Equals(read));
    }

    [Fact]
    public void ATensorIsReadInPlace()
    {
        using Tensor source = randn(2, 3), target = zeros(2, 3);
        using var stream = new MemoryStream();
        source.Save(new BinaryWriter(stream));
        source.Save(new BinaryWriter(stream));
        stream.Position = 0;
        var reader = new BinaryReader(stream);
        target.Load(reader, skip: true);
        Assert.Equal(0f, target.sum().item<float>());
        target.Load(reader);

        Assert.True(source.Equals(target));
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public void AnotherShapeOrTypeIsRefused()
    {
        using var source = zeros(2, 3);
        using var stream = new MemoryStream();
        source.Save(new BinaryWriter(stream));

        stream.Position = 0;
        Assert.Throws<ArgumentException>(() => zeros(3, 2).Load(new BinaryReader(stream)));
        stream.Position = 0;
        Assert.Throws<ArgumentException>(() => zeros(2, 3, dtype: int64).Load(new BinaryReader(stream)));
    }

    [Fact]
    public void AStreamThatEndsEarlyIsRefused()
    {
        using var source = zeros(2, 3);
        using var stream = new MemoryStream();
        source.Save(new BinaryWriter(stream));
        using var cut = new MemoryStream(stream.ToArray()[..^1]);

        Assert.Throws<EndOfStreamException>(() => Tensor.Load(new BinaryReader(cut)));
    }

    [Fact]
    public void LibtorchsOwnArchiveIsWrittenAndRead()
    {
        string path = Path.GetTempFileName();
        try
        {
            using var source = randn(2, 3);
            save(source, path);
            using var read = load(path);

            Assert.True(source.Equals(read));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
