using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>
        /// Reads a tensor of TorchSharp's format, as <see cref="TensorExtensionMethods.Save(Tensor, BinaryWriter)"/> writes it.
        /// </summary>
        public static Tensor Load(BinaryReader reader) => TensorExtensionMethods.Load(reader);

        /// <summary>Reads a tensor of TorchSharp's format, and closes the stream.</summary>
        public static Tensor Load(Stream stream)
        {
            using var reader = new BinaryReader(stream);
            return Load(reader);
        }

        public static Tensor Load(string location) => Load(File.OpenRead(location));

        /// <summary>Reads a tensor of libtorch's own archive, as <see cref="save"/> writes it.</summary>
        public static Tensor load(string location)
        {
            Native.Check(Native.modelgen_tensor_load(location, out nint tensor));
            return new Tensor(tensor);
        }

        /// <summary>Writes the tensor in libtorch's own archive.</summary>
        public void save(string location)
        {
            Native.Check(Native.modelgen_tensor_save(Handle, location));
            GC.KeepAlive(this);
        }
    }

    /// <summary>Writes a tensor in libtorch's own archive.</summary>
    public static void save(Tensor t, string location) => t.save(location);

    /// <summary>Reads a tensor of libtorch's own archive.</summary>
    public static Tensor load(string location) => Tensor.load(location);
}
