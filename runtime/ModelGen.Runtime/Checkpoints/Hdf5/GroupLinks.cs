using System.Text;
using ModelGen.Checkpoints.Files;

namespace ModelGen.Checkpoints.Hdf5;

/// <summary>
/// The members of a group: in a symbol table (a B-tree of nodes, names in a local heap; sections III.A, III.B, III.D of the specification),
/// which is what Keras writes, or as messages of their own (section IV.A.2.g).
/// </summary>
internal sealed class GroupLinks
{
    private const int DeepestTree = 8;
    private const int SymbolEntryPadding = 20;
    private const int SoftLink = 2;
    private readonly Hdf5File file;
    private readonly string path;
    private readonly Dictionary<string, long> links = [];

    private GroupLinks(Hdf5File file, string path) => (this.file, this.path) = (file, path);

    public static IReadOnlyDictionary<string, long> Read(Hdf5File file, List<Message> messages, string path)
    {
        var group = new GroupLinks(file, path);
        foreach (var message in messages)
        {
            var cursor = file.At(message.Address, message.Length);
            switch (message.Type)
            {
                case MessageType.SymbolTable:
                    long tree = cursor.ReadInt64();
                    group.ReadTree(tree, new LocalHeap(file, cursor.ReadInt64()), DeepestTree);
                    break;
                case MessageType.Link:
                    group.ReadLink(cursor);
                    break;
                case MessageType.LinkInfo:
                    group.CheckCompact(cursor);
                    break;
            }
        }

        return group.links;
    }

    private void ReadTree(long address, LocalHeap names, int depth)
    {
        file.Count();
        if (depth == 0)
            throw file.Damaged($"the index of group {path} is more than {DeepestTree} deep");
        var node = file.From(address);
        file.Expect(node, "TREE"u8);
        if (node.ReadByte() != 0)
            throw file.Damaged($"the index of group {path} indexes something else");
        byte level = node.ReadByte();
        int count = node.ReadUInt16();
        node.Skip(16);
        for (int i = 0; i < count; i++)
        {
            node.Skip(8);
            long child = node.ReadInt64();
            if (level > 0)
                ReadTree(child, names, depth - 1);
            else
                ReadSymbols(child, names);
        }
    }

    private void ReadSymbols(long address, LocalHeap names)
    {
        var node = file.From(address);
        file.Expect(node, "SNOD"u8);
        node.Skip(2);
        int count = node.ReadUInt16();
        for (int i = 0; i < count; i++)
        {
            file.Count();
            string name = names.Text(node.ReadInt64());
            long header = node.ReadInt64();
            if (node.ReadUInt32() == SoftLink)
                throw file.Unsupported($"{path.TrimEnd('/')}/{name} is a link to another place");
            node.Skip(SymbolEntryPadding);
            Add(name, header);
        }
    }

    private void ReadLink(ByteCursor cursor)
    {
        if (cursor.ReadByte() is not 1 and var version)
            throw file.Unsupported($"a link of version {version} in group {path}");
        byte flags = cursor.ReadByte();
        int type = (flags & 8) != 0 ? cursor.ReadByte() : 0;
        cursor.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0));
        string name = cursor.ReadText(ObjectHeader.Sized(cursor, flags & 3));
        if (type != 0)
            throw file.Unsupported($"{path.TrimEnd('/')}/{name} is a link to another place");
        Add(name, cursor.ReadInt64());
    }

    private void CheckCompact(ByteCursor cursor)
    {
        cursor.Skip(1);
        if ((cursor.ReadByte() & 1) != 0)
            cursor.Skip(8);
        if (cursor.ReadInt64() != Hdf5File.NoAddress)
            throw file.Unsupported($"the members of group {path} are kept in a fractal heap");
    }

    private void Add(string name, long header)
    {
        // Such a name would lead back to the group itself, or on to a member of a member.
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
            throw file.Damaged($"a member of {path} is called '{name}'");
        if (!links.TryAdd(name, header))
            throw file.Damaged($"{path.TrimEnd('/')}/{name} comes twice");
    }

    /// <summary>Names, one after the other, each with a zero at its end.</summary>
    private sealed class LocalHeap
    {
        private readonly Hdf5File file;
        private readonly byte[] data;

        public LocalHeap(Hdf5File file, long address)
        {
            this.file = file;
            var cursor = file.From(address);
            file.Expect(cursor, "HEAP"u8);
            cursor.Skip(4);
            long length = cursor.ReadInt64();
            cursor.Skip(8);
            // A heap is read whole once for its group; so it counts by its length.
            file.Count(1 + Math.Max(0, length / 8));
            long start = cursor.ReadInt64();
            data = file.At(start, length).ReadBytes(length);
        }

        public string Text(long offset)
        {
            if (offset < 0 || offset >= data.Length)
                throw file.Damaged("a name outside its heap");
            var name = data.AsSpan((int)offset);
            int end = name.IndexOf((byte)0);
            if (end < 0)
                throw file.Damaged("a name without end");
            file.Count(end / 8);
            return Encoding.UTF8.GetString(name[..end]);
        }
    }
}
