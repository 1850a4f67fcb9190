using System.Text;
using ModelGen.Checkpoints.Files;

namespace ModelGen.Checkpoints.TorchSharpFiles;

/// <summary>
/// TorchSharp's own format, which <c>Module.save</c> writes: a count; then for each tensor its key, element type, shape and bytes. Numbers
/// are LEB128; a key is its length in bytes and UTF-8.
/// </summary>
internal static class TorchSharpFormat
{
    private const int MostTensors = 1 << 24;

    /// <summary>torch.ScalarType's numbers.</summary>
    public static IReadOnlyDictionary<long, ElementType> Types { get; } = new Dictionary<long, ElementType>
    {
        [0] = ElementType.UInt8,
        [1] = ElementType.Int8,
        [2] = ElementType.Int16,
        [3] = ElementType.Int32,
        [4] = ElementType.Int64,
        [5] = ElementType.Float16,
        [6] = ElementType.Float32,
        [7] = ElementType.Float64,
        [11] = ElementType.Bool,
        [15] = ElementType.BFloat16,
    };

    /// <exception cref="UserError">The file is damaged or something else: the format has no mark of its own.</exception>
    public static IReadOnlyList<StoredTensor> Read(ByteSource source)
    {
        var cursor = new ByteCursor(source, 0, source.Length);
        var tensors = new Dictionary<string, StoredTensor>();
        // A tensor has at least a name, a type and a rank.
        for (long left = Number(cursor, Math.Min(MostTensors, source.Length / 3)); left > 0; left--)
        {
            var tensor = ReadTensor(source, cursor);
            if (!tensors.TryAdd(tensor.Name, tensor))
                throw source.Refuse($"{tensor.Name} comes twice: damaged, or not a weights file of TorchSharp");
        }

        return cursor.Remaining == 0 ? [.. tensors.Values] : throw source.Refuse(
            $"{cursor.Remaining} bytes follow the last tensor: damaged, or not a weights file (supported: PyTorch, safetensors, TorchSharp, .ckpt)");
    }

    private static StoredTensor ReadTensor(ByteSource source, ByteCursor cursor)
    {
        string name = Name(cursor);
        long code = Number(cursor, sbyte.MaxValue);
        if (!Types.TryGetValue(code, out var type))
            throw Foreign(cursor, $"element type {code} of {name} is not known");
        var shape = new long[Number(cursor, TensorChecks.MaxRank)];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = Number(cursor, long.MaxValue);
        if (TensorChecks.Count(shape) is not { } count || count > cursor.Remaining / type.Size())
            throw source.Refuse($"truncated, or not a weights file of TorchSharp: it ends within {name}, after {source.Length} bytes");
        var storage = new Storage(source, cursor.Position, count * type.Size());
        cursor.Skip(count * type.Size());
        return TensorChecks.Create(source, name, type, shape, TensorChecks.RowMajor(shape), storage, 0, count);
    }

    private static string Name(ByteCursor cursor)
    {
        byte[] bytes = cursor.ReadBytes(Number(cursor, cursor.Remaining));
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (ArgumentException)
        {
            throw Foreign(cursor, "a name that is no text");
        }
    }

    private static long Number(ByteCursor cursor, long largest)
    {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            byte part = cursor.ReadByte();
            value |= (long)(part & 0x7F) << shift;
            if ((part & 0x80) == 0)
                return value <= largest ? value : throw Foreign(cursor, $"an impossible number, {value}");
        }

        throw Foreign(cursor, "an impossible number");
    }

    private static UserError Foreign(ByteCursor cursor, string what) => cursor.Refuse(
        $"truncated, damaged, or not a weights file (supported: PyTorch, safetensors, TorchSharp, .ckpt): at byte {cursor.Position}: {what}");
}
