using ModelGen.Checkpoints.Files;

namespace ModelGen.Checkpoints.Hdf5;

/// <summary>
/// HDF5, as far as Keras writes it ("HDF5 File Format Specification Version 3.0", The HDF Group): groups of either generation, attributes
/// of numbers and text, data sets that are stored as they are. What only other programs write (chunks, compression, fractal heaps, external
/// links) is refused by name.
/// </summary>
internal sealed class Hdf5File
{
    /// <summary>"Undefined address".</summary>
    public const long NoAddress = -1;

    private const int DeepestGroup = 32;

    // What is read at one place is short, and there are many places.
    private const int BufferSize = 128;
    private static readonly byte[] Mark = [0x89, .. "HDF\r\n"u8, 0x1A, (byte)'\n'];
    private readonly ByteSource source;

    // Every message, link and heap entry that is read counts. A sound file has each at one place, so a file that asks for more of them is
    // knotted.
    private long work;

    private Hdf5File(ByteSource source) => this.source = source;

    public ByteSource Source => source;

    public static bool Recognizes(ReadOnlySpan<byte> head) => head.StartsWith(Mark);

    /// <summary>The root group.</summary>
    /// <exception cref="UserError">The file is damaged, or of a kind that Keras does not write.</exception>
    public static Hdf5Object Open(ByteSource source)
    {
        var file = new Hdf5File(source);
        return file.Object(file.RootAddress(), "/");
    }

    public Hdf5Object Object(long address, string path) => path.AsSpan().Count('/') <= DeepestGroup
        ? new Hdf5Object(this, path, ObjectHeader.Read(this, address))
        : throw Damaged($"groups nested more than {DeepestGroup} deep");

    /// <summary>Counts a piece of work.</summary>
    /// <exception cref="UserError">More than a sound file of this length can ask for.</exception>
    public void Count(long pieces = 1)
    {
        work += pieces;
        // The smallest piece, a link in a symbol table, has 40 bytes; a reader looks at each a few times.
        if (work > 1000 + (source.Length / 4))
            throw Damaged("its tables refer to one another");
    }

    public ByteCursor At(long address, long length)
    {
        if (address < 0 || length < 0 || address > source.Length - length)
            throw source.Refuse($"it ends after {source.Length} bytes, where {length} bytes from {address} on were expected: truncated or damaged");
        return new ByteCursor(source, address, length, BufferSize);
    }

    public ByteCursor From(long address) => At(address, Math.Max(0, source.Length - Math.Max(0, address)));

    public void Expect(ByteCursor cursor, ReadOnlySpan<byte> mark)
    {
        Span<byte> found = stackalloc byte[4];
        cursor.Read(found);
        if (!found.SequenceEqual(mark))
            throw Damaged($"{System.Text.Encoding.ASCII.GetString(mark)} was expected at byte {cursor.Position - 4}");
    }

    public UserError Damaged(string what) => source.Refuse($"damaged HDF5: {what}");

    public UserError Unsupported(string what) =>
        source.Refuse($"{what}: expected HDF5 as Keras writes it, with tensors stored as they are; convert it in Python (h5py, then safetensors)");

    private long RootAddress()
    {
        byte version = source.Read(8, 1)[0];
        var (sizes, root) = version switch
        {
            0 => (13, 64),
            1 => (13, 68),
            2 or 3 => (9, 36),
            _ => throw Unsupported($"superblock of version {version}"),
        };
        if (source.Read(sizes, 2) is not [8, 8])
            throw Unsupported("addresses that are not of 8 bytes");
        return At(root, 8).ReadInt64();
    }
}
