using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ModelGen.Compiler.Backends.Onnx;

namespace ModelGen.Onnx;

/// <summary>The elements of a model's tensors, from the weights of a state dict.</summary>
internal sealed class TensorValues(Func<string, byte[]> weights)
{
    /// <summary>Little-endian, row-major, in the tensor's shape.</summary>
    /// <exception cref="InvalidDataException">The state dict's tensor has another number of elements.</exception>
    public byte[] Bytes(OnnxTensor tensor)
    {
        byte[] bytes = tensor switch
        {
            OnnxTensor.Weight weight => weights(weight.Key),
            OnnxTensor.Transposed matrix => ToBytes(Transpose(Floats(matrix.Key), rows: matrix.Shape[1], columns: matrix.Shape[0])),
            OnnxTensor.FoldedWeight folded => ToBytes(FoldWeight(folded)),
            OnnxTensor.FoldedBias folded => ToBytes(FoldBias(folded)),
            OnnxTensor.Numbers numbers => ToBytes([.. numbers.Values.Select(v => (float)v)]),
            OnnxTensor.Filled filled => ToBytes([.. Enumerable.Repeat((float)filled.Value, checked((int)filled.Elements))]),
            OnnxTensor.Integers integers => ToBytes(integers.Values),
            _ => throw new InvalidOperationException("unknown kind of tensor"),
        };
        long expected = tensor.Elements * (tensor.IsInteger ? sizeof(long) : sizeof(float));
        return bytes.LongLength == expected
            ? bytes
            : throw new InvalidDataException($"{tensor.Name}: {bytes.LongLength} bytes of weights where the model has {expected}");
    }

    private float[] FoldWeight(OnnxTensor.FoldedWeight tensor)
    {
        float[] weight = Floats(tensor.Key);
        double[] factors = Factors(tensor.Norm);
        int perChannel = weight.Length / factors.Length;
        for (int i = 0; i < weight.Length; i++)
            weight[i] = (float)(weight[i] * factors[i / perChannel]);
        return weight;
    }

    private float[] FoldBias(OnnxTensor.FoldedBias tensor)
    {
        double[] factors = Factors(tensor.Norm);
        float[] mean = Floats(tensor.Norm.Mean);
        float[]? shift = tensor.Norm.Bias is { } norm ? Floats(norm) : null;
        float[]? bias = tensor.Key is { } key ? Floats(key) : null;
        return [.. factors.Select((factor, c) => (float)((((bias?[c] ?? 0.0) - mean[c]) * factor) + (shift?[c] ?? 0.0)))];
    }

    /// <summary>weight / √(variance + ε), in double precision: folding must not cost any.</summary>
    private double[] Factors(OnnxNorm norm)
    {
        float[] variance = Floats(norm.Variance);
        float[]? weight = norm.Weight is { } key ? Floats(key) : null;
        return [.. variance.Select((v, c) => (weight?[c] ?? 1.0) / Math.Sqrt(v + norm.Epsilon))];
    }

    private float[] Floats(string key) => MemoryMarshal.Cast<byte, float>(weights(key)).ToArray();

    private static float[] Transpose(float[] matrix, long rows, long columns)
    {
        var result = new float[matrix.Length];
        for (long r = 0; r < rows; r++)
        {
            for (long c = 0; c < columns; c++)
                result[(c * rows) + r] = matrix[(r * columns) + c];
        }

        return result;
    }

    private static byte[] ToBytes(float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static byte[] ToBytes(IReadOnlyList<long> values)
    {
        byte[] bytes = new byte[values.Count * sizeof(long)];
        for (int i = 0; i < values.Count; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        return bytes;
    }
}
