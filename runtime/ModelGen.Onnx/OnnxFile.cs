using System.Globalization;
using Google.Protobuf;
using ModelGen.Compiler.Backends.Onnx;
using ModelGen.Onnx.Format;

namespace ModelGen.Onnx;

/// <summary>Writes a model with its weights as an ONNX file.</summary>
/// <param name="model">What the compiler's back end made of the graph.</param>
/// <param name="weights">Gives the float32 elements of a key of the state dict, little-endian, row-major.</param>
public sealed class OnnxFile(OnnxModel model, Func<string, byte[]> weights)
{
    /// <summary>More bytes of weights than this do not fit beside the rest into one protobuf message, whose limit is 2 GiB.</summary>
    public const long LargestEmbedded = (2L << 30) - (64L << 20);

    /// <summary>Where tensors begin in a file of their own: readers that map it into memory want whole pages.</summary>
    private const int Alignment = 4096;

    private readonly TensorValues values = new(weights);

    /// <summary>Bytes of all tensors.</summary>
    public long TensorBytes => model.Tensors.Sum(t => t.Elements * (t.IsInteger ? sizeof(long) : sizeof(float)));

    /// <summary>Writes one file with the weights inside.</summary>
    /// <exception cref="InvalidOperationException">They are more than <see cref="LargestEmbedded"/>.</exception>
    public void Write(Stream file)
    {
        if (TensorBytes > LargestEmbedded)
            throw new InvalidOperationException(FormattableString.Invariant($"{TensorBytes} bytes of weights do not fit into one ONNX file"));
        var proto = OnnxMessages.Of(model);
        foreach (var tensor in model.Tensors)
        {
            var message = OnnxMessages.Of(tensor);
            message.RawData = UnsafeByteOperations.UnsafeWrap(values.Bytes(tensor));
            proto.Graph.Initializer.Add(message);
        }

        proto.WriteTo(file);
    }

    /// <summary>Writes the weights to a file beside the model's, one at a time: of any size.</summary>
    /// <param name="file">The model.</param>
    /// <param name="data">The weights.</param>
    /// <param name="dataName">The name of the weights' file, which must lie in the model's folder.</param>
    public void Write(Stream file, Stream data, string dataName)
    {
        var proto = OnnxMessages.Of(model);
        long offset = 0;
        foreach (var tensor in model.Tensors)
        {
            var message = OnnxMessages.Of(tensor);
            byte[] bytes = values.Bytes(tensor);
            // Shapes and indices stay in the model: shape inference reads them there.
            if (tensor.IsInteger)
            {
                message.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
            }
            else
            {
                data.Write(new byte[(int)(-offset & (Alignment - 1))]);
                offset += -offset & (Alignment - 1);
                data.Write(bytes);
                message.DataLocation = TensorProto.Types.DataLocation.External;
                message.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = dataName });
                message.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset.ToString(CultureInfo.InvariantCulture) });
                message.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = bytes.LongLength.ToString(CultureInfo.InvariantCulture) });
                offset += bytes.LongLength;
            }

            proto.Graph.Initializer.Add(message);
        }

        proto.WriteTo(file);
    }
}
