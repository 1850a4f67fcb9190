using System.Text;
using ModelGen.Checkpoints.Files;

namespace ModelGen.Checkpoints.Hdf5;

/// <summary>A named value beside an object (section IV.A.2.m): of those, text and lists of text are read.</summary>
internal sealed class Hdf5Attribute
{
    private const int ReferenceSize = 16;
    private readonly Hdf5File file;
    private readonly Datatype type;
    private readonly long count;
    private readonly long start;
    private readonly long length;

    private Hdf5Attribute(Hdf5File file, string name, Datatype type, long count, ByteCursor data)
    {
        (this.file, Name, this.type, this.count) = (file, name, type, count);
        (start, length) = (data.Position, data.Remaining);
    }

    public string Name { get; }

    public static Hdf5Attribute Read(Hdf5File file, ByteCursor cursor)
    {
        byte version = cursor.ReadByte();
        byte flags = cursor.ReadByte();
        if (version is < 1 or > 3)
            throw file.Unsupported($"an attribute of version {version}");
        int nameLength = cursor.ReadUInt16(), typeLength = cursor.ReadUInt16(), spaceLength = cursor.ReadUInt16();
        if (version == 3)
            cursor.Skip(1);
        string name = Encoding.UTF8.GetString(cursor.ReadBytes(Padded(nameLength, version))).TrimEnd('\0');
        if (version > 1 && flags != 0)
            throw file.Unsupported($"the attribute {name} shares its type");
        var type = Datatype.Read(file, Part(file, cursor, Padded(typeLength, version)));
        var shape = Dataspace.Read(file, Part(file, cursor, Padded(spaceLength, version)));
        return TensorChecks.Count(shape) is { } count
            ? new Hdf5Attribute(file, name, type, count, cursor)
            : throw file.Damaged($"the attribute {name} has the shape {ShapeText.Of(shape)}");
    }

    /// <summary>All of it, as a list of texts.</summary>
    /// <exception cref="UserError">It is no text.</exception>
    public IReadOnlyList<string> Texts()
    {
        // h5py makes numbers of an empty list.
        if (count == 0)
            return [];
        long size = type.Text == TextKind.Variable ? ReferenceSize : type.Size;
        if (type.Text == TextKind.None || size == 0)
            throw file.Damaged($"the attribute {Name} is {type.Description}, where text was expected");
        if (count > length / size)
            throw file.Damaged($"the attribute {Name} has {length} bytes, where {count} texts of {size} were expected");
        file.Count(count);
        var data = file.At(start, count * size);
        var texts = new List<string>((int)count);
        for (long i = 0; i < count; i++)
            texts.Add(type.Text == TextKind.Fixed ? data.ReadText(size).TrimEnd('\0', ' ') : Variable(data));
        return texts;
    }

    /// <summary>A text in a global heap (section III.E).</summary>
    private string Variable(ByteCursor data)
    {
        long size = data.ReadUInt32();
        long collection = data.ReadInt64();
        uint wanted = data.ReadUInt32();
        if (size == 0)
            return "";
        var heap = file.From(collection);
        file.Expect(heap, "GCOL"u8);
        heap.Skip(4);
        heap.Skip(8);
        while (heap.Remaining >= ReferenceSize)
        {
            file.Count();
            int index = heap.ReadUInt16();
            heap.Skip(6);
            long stored = heap.ReadInt64();
            if (index == wanted && stored >= size)
            {
                file.Count(size / 8);
                return heap.ReadText(size);
            }

            if (index == 0)
                break;
            heap.Skip(Math.Clamp(stored, 0, long.MaxValue - 8) + (-stored & 7));
        }

        throw file.Damaged($"the text of the attribute {Name} is not in its heap");
    }

    private static ByteCursor Part(Hdf5File file, ByteCursor cursor, int length)
    {
        long at = cursor.Position;
        cursor.Skip(length);
        return file.At(at, length);
    }

    private static int Padded(int length, byte version) => version == 1 ? (length + 7) & ~7 : length;
}
