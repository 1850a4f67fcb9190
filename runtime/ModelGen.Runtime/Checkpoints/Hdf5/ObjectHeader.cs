using ModelGen.Checkpoints.Files;

namespace ModelGen.Checkpoints.Hdf5;

internal enum MessageType
{
    Dataspace = 1,
    LinkInfo = 2,
    Datatype = 3,
    ExternalFiles = 7,
    Link = 6,
    Layout = 8,
    FilterPipeline = 11,
    Attribute = 12,
    Continuation = 16,
    SymbolTable = 17,
    AttributeInfo = 21,
}

/// <summary>One message of an object header: what an object is, piece by piece.</summary>
/// <param name="Type">What it says; other types than those named are skipped.</param>
/// <param name="Shared">It is kept elsewhere in the file.</param>
/// <param name="Address">Of its first byte.</param>
/// <param name="Length">In bytes.</param>
internal sealed record Message(MessageType Type, bool Shared, long Address, int Length);

/// <summary>Reads the messages of an object, of both generations (section IV.A of the specification).</summary>
internal static class ObjectHeader
{
    private const int MostBlocks = 64;
    private const int FirstPrefix = 16;

    public static List<Message> Read(Hdf5File file, long address)
    {
        file.Count();
        var messages = new List<Message>();
        var cursor = file.From(address);
        byte first = cursor.ReadByte();
        var blocks = new Queue<(long Address, long Length)>();
        if (first == 1)
        {
            cursor.Skip(7);
            blocks.Enqueue((address + FirstPrefix, cursor.ReadUInt32()));
            ReadBlocks(file, blocks, messages, (at, length) => First(file, file.At(at, length)));
        }
        else if (first == 'O')
        {
            var (start, length, order) = SecondPrefix(file, address);
            blocks.Enqueue((start, length));
            bool begun = false;
            ReadBlocks(file, blocks, messages, (at, size) =>
            {
                var block = file.At(at, size);
                if (begun)
                {
                    file.Expect(block, "OCHK"u8);
                    block = file.At(at + 4, size - 8);
                }

                begun = true;
                return Second(file, block, order);
            });
        }
        else
        {
            throw file.Damaged($"an object header was expected at byte {address}");
        }

        return messages;
    }

    private static void ReadBlocks(
        Hdf5File file, Queue<(long Address, long Length)> blocks, List<Message> messages, Func<long, long, IEnumerable<Message>> read)
    {
        for (int count = 0; blocks.TryDequeue(out var block); count++)
        {
            if (count == MostBlocks)
                throw file.Damaged($"an object header in more than {MostBlocks} pieces");
            foreach (var message in read(block.Address, block.Length))
            {
                file.Count();
                if (message.Type != MessageType.Continuation)
                {
                    messages.Add(message);
                    continue;
                }

                var next = file.At(message.Address, 16);
                blocks.Enqueue((next.ReadInt64(), next.ReadInt64()));
            }
        }
    }

    private static IEnumerable<Message> First(Hdf5File file, ByteCursor block)
    {
        while (block.Remaining >= 8)
        {
            var type = (MessageType)block.ReadUInt16();
            int length = block.ReadUInt16();
            byte flags = block.ReadByte();
            block.Skip(3);
            var message = Found(file, type, flags, block, length);
            block.Skip(length);
            yield return message;
        }
    }

    private static (long Start, long Length, bool Order) SecondPrefix(Hdf5File file, long address)
    {
        var cursor = file.From(address);
        file.Expect(cursor, "OHDR"u8);
        if (cursor.ReadByte() is not 2 and var version)
            throw file.Unsupported($"object header of version {version}");
        byte flags = cursor.ReadByte();
        cursor.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
        long length = Sized(cursor, flags & 3);
        return (cursor.Position, length, (flags & 4) != 0);
    }

    private static IEnumerable<Message> Second(Hdf5File file, ByteCursor block, bool order)
    {
        int head = order ? 6 : 4;
        while (block.Remaining >= head)
        {
            var type = (MessageType)block.ReadByte();
            int length = block.ReadUInt16();
            byte flags = block.ReadByte();
            block.Skip(head - 4);
            var message = Found(file, type, flags, block, length);
            block.Skip(length);
            yield return message;
        }
    }

    /// <summary>A number of 1, 2, 4 or 8 bytes, by the power of two.</summary>
    public static long Sized(ByteCursor cursor, int power) => power switch
    {
        0 => cursor.ReadByte(),
        1 => cursor.ReadUInt16(),
        2 => cursor.ReadUInt32(),
        _ => cursor.ReadInt64(),
    };

    private static Message Found(Hdf5File file, MessageType type, byte flags, ByteCursor block, int length) => length <= block.Remaining
        ? new Message(type, (flags & 2) != 0, block.Position, length)
        : throw file.Damaged($"a message of {length} bytes at byte {block.Position} reaches beyond its object header");
}
