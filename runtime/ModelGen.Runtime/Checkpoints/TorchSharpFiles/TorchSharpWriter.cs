using System.Text;

namespace ModelGen.Checkpoints.TorchSharpFiles;

/// <summary>Writes TorchSharp's own format: see <see cref="TorchSharpFormat"/>.</summary>
internal static class TorchSharpWriter
{
    /// <exception cref="UserError">A tensor has an element type that TorchSharp lacks.</exception>
    public static void Write(Stream stream, IReadOnlyList<WritableTensor> tensors)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write7BitEncodedInt64(tensors.Count);
        foreach (var tensor in tensors)
        {
            if (TorchSharpFormat.Types.Where(t => t.Value == tensor.Type).Select(t => (long?)t.Key).FirstOrDefault() is not { } code)
                throw new UserError($"{tensor.Name}: TorchSharp has no elements of type {tensor.Type.Name()}");
            writer.Write(tensor.Name);
            writer.Write7BitEncodedInt64(code);
            writer.Write7BitEncodedInt64(tensor.Shape.Count);
            foreach (long size in tensor.Shape)
                writer.Write7BitEncodedInt64(size);
            writer.Write(tensor.Elements());
        }
    }
}
