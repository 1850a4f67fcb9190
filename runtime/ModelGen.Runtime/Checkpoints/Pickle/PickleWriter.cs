using System.Buffers.Binary;
using System.Text;

namespace ModelGen.Checkpoints.Pickle;

/// <summary>
/// Writes the opcodes of pickle protocol 2 that a state dict needs. Values that come again are stored in the memo and fetched from it.
/// </summary>
internal sealed class PickleWriter(Stream stream)
{
    private readonly Dictionary<object, int> memo = [];

    public void Begin() => stream.Write([(byte)Opcode.Proto, 2]);

    public void Op(Opcode opcode) => stream.WriteByte((byte)opcode);

    /// <summary>A name of Python's: written once, fetched afterwards.</summary>
    public void Global(PickleGlobal global)
    {
        if (!Fetch(global))
        {
            Op(Opcode.Global);
            stream.Write(Encoding.UTF8.GetBytes($"{global.Module}\n{global.Name}\n"));
            Store(global);
        }
    }

    /// <summary>A text that comes once.</summary>
    public void Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Op(Opcode.BinUnicode);
        Number(stackalloc byte[4], utf8.Length);
        stream.Write(utf8);
    }

    /// <summary>A text that comes again and again.</summary>
    public void Word(string text)
    {
        if (!Fetch(text))
        {
            Text(text);
            Store(text);
        }
    }

    public void Integer(long value)
    {
        switch (value)
        {
            case >= 0 and <= byte.MaxValue:
                Op(Opcode.BinInt1);
                stream.WriteByte((byte)value);
                break;
            case >= int.MinValue and <= int.MaxValue:
                Op(Opcode.BinInt);
                Number(stackalloc byte[4], (int)value);
                break;
            default:
                Op(Opcode.Long1);
                stream.WriteByte(8);
                Span<byte> bytes = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
                stream.Write(bytes);
                break;
        }
    }

    public void Tuple(IReadOnlyList<long> numbers)
    {
        if (numbers.Count == 0)
        {
            Op(Opcode.EmptyTuple);
            return;
        }

        Op(Opcode.Mark);
        foreach (long number in numbers)
            Integer(number);
        Op(Opcode.Tuple);
    }

    private bool Fetch(object value)
    {
        if (!memo.TryGetValue(value, out int index))
            return false;
        Op(Opcode.LongBinGet);
        Number(stackalloc byte[4], index);
        return true;
    }

    private void Store(object value)
    {
        Op(Opcode.LongBinPut);
        Number(stackalloc byte[4], memo.Count);
        memo.Add(value, memo.Count);
    }

    private void Number(Span<byte> space, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(space, value);
        stream.Write(space);
    }
}
