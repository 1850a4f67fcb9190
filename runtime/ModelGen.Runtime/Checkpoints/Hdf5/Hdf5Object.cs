using ModelGen.Checkpoints.Files;

namespace ModelGen.Checkpoints.Hdf5;

/// <summary>A group or a data set.</summary>
internal sealed class Hdf5Object(Hdf5File file, string path, List<Message> messages)
{
    // A group may be a member of itself in a damaged file. Keras nests layers within layers, a few levels deep.
    private const int DeepestGroup = 64;

    private readonly Dictionary<string, Hdf5Object> members = [];
    private IReadOnlyDictionary<string, long>? links;
    private IReadOnlyDictionary<string, Hdf5Attribute>? attributes;

    /// <summary>From the root: <c>/conv1/conv1/kernel:0</c>.</summary>
    public string Path => path;

    public Hdf5File File => file;

    public bool IsDataset => Find(MessageType.Layout) is not null;

    /// <summary>Names of a group's members, in the file's order; addresses of their headers.</summary>
    public IReadOnlyDictionary<string, long> Links => links ??= GroupLinks.Read(file, messages, path);

    public IReadOnlyDictionary<string, Hdf5Attribute> Attributes => attributes ??= ReadAttributes();

    /// <summary>The member at a path such as <c>conv1/kernel:0</c>; null if there is none.</summary>
    public Hdf5Object? Find(string relative)
    {
        var at = this;
        foreach (string name in relative.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (at.Member(name) is not { } member)
                return null;
            at = member;
        }

        return at;
    }

    private Hdf5Object? Member(string name)
    {
        if (IsDataset || !Links.TryGetValue(name, out long address))
            return null;
        if (!members.TryGetValue(name, out var member))
        {
            if (path.Count(c => c == '/') > DeepestGroup)
                throw file.Damaged($"groups within groups, more than {DeepestGroup} deep");
            members.Add(name, member = file.Object(address, $"{path.TrimEnd('/')}/{name}"));
        }

        return member;
    }

    /// <summary>The stretch of the file that a data set's elements are in, in row-major order.</summary>
    /// <exception cref="UserError">It is kept in another way, or its elements are no numbers.</exception>
    public (ElementType Type, long[] Shape, long Address) Dataset()
    {
        var type = Datatype.Read(file, Cursor(Needed(MessageType.Datatype, "type")));
        var shape = Dataspace.Read(file, Cursor(Needed(MessageType.Dataspace, "shape")));
        if (Find(MessageType.FilterPipeline) is not null)
            throw file.Unsupported($"{path} is compressed");
        if (Find(MessageType.ExternalFiles) is not null)
            throw file.Unsupported($"{path} is kept in another file");
        var element = type.Element ?? throw file.Unsupported(
            $"{path} has elements of a type ({type.Description}) that weights are not kept in");
        return (element, shape, DataAddress(shape, element));
    }

    private long DataAddress(long[] shape, ElementType element)
    {
        var layout = Needed(MessageType.Layout, "place");
        var cursor = Cursor(layout);
        byte version = cursor.ReadByte();
        if (version is not (3 or 4))
            throw file.Unsupported($"{path} has a layout of version {version}");
        long? bytes = TensorChecks.Count(shape) * element.Size();
        var (address, length) = cursor.ReadByte() switch
        {
            0 => Compact(cursor),
            1 => (cursor.ReadInt64(), cursor.ReadInt64()),
            2 => throw file.Unsupported($"{path} is stored in chunks"),
            var other => throw file.Unsupported($"{path} has a layout of class {other}"),
        };
        // A data set that was never written has no place; Keras writes all of them.
        if (address == Hdf5File.NoAddress && bytes == 0)
            return 0;
        if (length < bytes || bytes is null)
            throw file.Damaged($"{path} has {length} bytes, but its shape {ShapeText.Of(shape)} asks for {bytes}");
        file.At(address, bytes.Value);
        return address;
    }

    private static (long Address, long Length) Compact(ByteCursor cursor)
    {
        long length = cursor.ReadUInt16();
        return (cursor.Position, length);
    }

    private Dictionary<string, Hdf5Attribute> ReadAttributes()
    {
        var found = new Dictionary<string, Hdf5Attribute>();
        foreach (var message in messages.Where(m => m.Type == MessageType.Attribute))
        {
            var attribute = Hdf5Attribute.Read(file, Cursor(message));
            found[attribute.Name] = attribute;
        }

        if (Find(MessageType.AttributeInfo) is { } info)
        {
            var cursor = Cursor(info);
            cursor.Skip(1);
            if ((cursor.ReadByte() & 1) != 0)
                cursor.Skip(2);
            if (cursor.ReadInt64() != Hdf5File.NoAddress)
                throw file.Unsupported($"the attributes of {path} are kept in a fractal heap");
        }

        return found;
    }

    private Message Needed(MessageType type, string what) => Find(type) ?? throw file.Damaged($"{path} has no {what}");

    private Message? Find(MessageType type) => messages.Find(m => m.Type == type);

    private ByteCursor Cursor(Message message) => !message.Shared
        ? file.At(message.Address, message.Length)
        : throw file.Unsupported($"{path} shares its {message.Type} with another object");
}
