using System.Runtime.InteropServices;
using System.Text;

namespace ModelGen.Export.Tests;

/// <summary>A file of named tensors as the peers write it (tests/peers/tensor_file.py), without Torch.</summary>
internal sealed class TensorFile
{
    private const long Float32 = 6;
    private const long Int64 = 4;
    private readonly Dictionary<string, (long[] Shape, byte[] Bytes)> tensors = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => tensors.Keys;

    public long[] Shape(string name) => tensors[name].Shape;

    public byte[] Bytes(string name) => tensors[name].Bytes;

    public float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(tensors[name].Bytes).ToArray();

    public static TensorFile Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var file = new TensorFile();
        for (long count = reader.Read7BitEncodedInt64(); count > 0; count--)
        {
            string name = Encoding.UTF8.GetString(reader.ReadBytes((int)reader.Read7BitEncodedInt64()));
            long type = reader.Read7BitEncodedInt64();
            long[] shape = new long[reader.Read7BitEncodedInt64()];
            for (int i = 0; i < shape.Length; i++)
                shape[i] = reader.Read7BitEncodedInt64();
            Assert.Contains(type, new[] { Float32, Int64 });
            long size = shape.Aggregate(type == Float32 ? 4L : 8L, (a, b) => a * b);
            file.tensors.Add(name, (shape, reader.ReadBytes(checked((int)size))));
        }

        return file;
    }
}
