using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

/// <summary>Reads a file of named tensors as the peers write it: TorchSharp's own layout, without a module around it.</summary>
internal sealed class NamedTensors : IDisposable
{
    private const long Float32 = 6;
    private const long Float64 = 7;
    private const long Int64 = 4;

    private readonly Dictionary<string, Tensor> tensors = [];

    private NamedTensors()
    {
    }

    public Tensor this[string name] => tensors[name];

    public IEnumerable<(string Name, Tensor Tensor)> StartingWith(string prefix) =>
        tensors.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(t => (t.Key[prefix.Length..], t.Value));

    public static NamedTensors Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var result = new NamedTensors();
        for (long count = reader.Read7BitEncodedInt64(); count > 0; count--)
        {
            var (name, type, shape) = Header(reader);
            long elements = shape.Aggregate(1L, (a, b) => a * b);
            result.tensors[name] = type switch
            {
                Float32 => tensor(Elements<float>(reader, elements, 4), shape),
                Float64 => tensor(Elements<double>(reader, elements, 8), shape),
                Int64 => tensor(Elements<long>(reader, elements, 8), shape),
                _ => throw new InvalidDataException(
                    $"{path}: '{name}' has element type {type}; expected {Float32} (float32), {Float64} (float64) or {Int64} (int64)"),
            };
        }

        return result;
    }

    public void Dispose()
    {
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
    }

    private static (string Name, long Type, long[] Shape) Header(BinaryReader reader)
    {
        string name = Encoding.UTF8.GetString(reader.ReadBytes((int)reader.Read7BitEncodedInt64()));
        long type = reader.Read7BitEncodedInt64();
        var shape = new long[reader.Read7BitEncodedInt64()];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = reader.Read7BitEncodedInt64();
        return (name, type, shape);
    }

    private static T[] Elements<T>(BinaryReader reader, long count, int size)
        where T : struct
    {
        byte[] bytes = reader.ReadBytes(checked((int)(count * size)));
        var elements = new T[count];
        Buffer.BlockCopy(bytes, 0, elements, 0, bytes.Length);
        return elements;
    }
}
