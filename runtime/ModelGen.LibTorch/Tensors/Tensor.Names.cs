using System.Runtime.InteropServices;
using System.Text;
using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The dimensions' names, null where there is none.</summary>
        public unsafe string?[] names
        {
            get
            {
                string?[] all = new string?[Dimensions];
                for (int dim = 0; dim < all.Length && has_names(); dim++)
                {
                    Native.Check(Native.modelgen_tensor_name(Handle, dim, out byte* name));
                    all[dim] = Marshal.PtrToStringUTF8((nint)name);
                }
                GC.KeepAlive(this);
                return all;
            }
        }

        /// <summary>Names the dimensions, a null for none; null for the list takes all names away.</summary>
        /// <exception cref="ArgumentException">There is not one name a dimension.</exception>
        public unsafe Tensor rename_(IEnumerable<string?>? names)
        {
            string?[] list = names is null ? [] : [.. names];
            if (names is not null && list.Length != Dimensions)
            {
                throw new ArgumentException(
                    $"The number of dimension names ({list.Length}) is different from the number of dimensions ({Dimensions}).");
            }
            byte[]?[] texts = Array.ConvertAll(list, name => name is null or "*" ? null : Encoding.UTF8.GetBytes(name + "\0"));
            GCHandle[] pins = [.. texts.Where(text => text is not null).Select(text => GCHandle.Alloc(text, GCHandleType.Pinned))];
            byte** pointers = stackalloc byte*[list.Length];
            for (int k = 0, pin = 0; k < list.Length; k++)
                pointers[k] = texts[k] is null ? null : (byte*)pins[pin++].AddrOfPinnedObject();
            int outcome = Native.modelgen_tensor_rename(Handle, pointers, list.Length);
            foreach (var pin in pins)
                pin.Free();
            GC.KeepAlive(this);
            Native.Check(outcome);
            return this;
        }

        /// <summary>The same tensor in a new wrapper, with other names.</summary>
        public Tensor rename(IEnumerable<string?>? names) => Aten.alias.Call(this).rename_(names);
    }
}
