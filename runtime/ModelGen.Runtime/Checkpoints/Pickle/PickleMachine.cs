using System.Globalization;
using System.Numerics;
using System.Text;
using ModelGen.Checkpoints.Files;

namespace ModelGen.Checkpoints.Pickle;

/// <summary>
/// Reads one pickle as data. A pickle is a program for a small stack machine that can call anything in Python; this machine knows
/// containers, numbers, text, and the names its host knows, and refuses every other name. Time and memory stay within a small multiple of
/// the bytes read: each opcode makes at most one object, and every length is checked against the bytes that are left.
/// </summary>
internal sealed class PickleMachine
{
    private const int HighestProtocol = 5;
    private const int LongestLine = 1 << 16;
    private const int LongestNumber = 1 << 10;
    private readonly ByteCursor bytes;
    private readonly IPickleHost host;
    private readonly long start;
    private readonly PickleStack stack;
    private object?[] memo = new object?[64];
    private int memoized;

    private PickleMachine(ByteCursor bytes, IPickleHost host)
    {
        (this.bytes, this.host, start) = (bytes, host, bytes.Position);
        stack = new PickleStack(bytes);
    }

    /// <summary>The value of the pickle that begins at the cursor; the cursor is left behind it.</summary>
    /// <exception cref="UserError">It is damaged, or names something else than data.</exception>
    public static object? Read(ByteCursor bytes, IPickleHost host) => new PickleMachine(bytes, host).Run();

    private object? Run()
    {
        while (true)
        {
            var opcode = (Opcode)bytes.ReadByte();
            if (opcode == Opcode.Stop)
                return stack.Pop();
            if (!Numbers(opcode) && !Texts(opcode) && !Containers(opcode) && !Memory(opcode) && !Names(opcode))
                throw Refuse($"opcode 0x{(byte)opcode:x2}{(Enum.IsDefined(opcode) ? $" ({opcode})" : "")} has no place in weights");
        }
    }

    private bool Numbers(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.None: stack.Push(null); return true;
            case Opcode.NewTrue: stack.Push(true); return true;
            case Opcode.NewFalse: stack.Push(false); return true;
            case Opcode.BinInt: stack.Push((long)bytes.ReadInt32()); return true;
            case Opcode.BinInt1: stack.Push((long)bytes.ReadByte()); return true;
            case Opcode.BinInt2: stack.Push((long)bytes.ReadUInt16()); return true;
            case Opcode.Long1: stack.Push(LongOf(bytes.ReadByte())); return true;
            case Opcode.Long4: stack.Push(LongOf(bytes.ReadInt32())); return true;
            case Opcode.BinFloat: stack.Push(bytes.ReadBigEndianDouble()); return true;
            case Opcode.Int: stack.Push(IntOf(Line(LongestNumber))); return true;
            case Opcode.Long: stack.Push(IntOf(Line(LongestNumber).TrimEnd('L'))); return true;
            case Opcode.Float:
                string text = Line(LongestNumber);
                stack.Push(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                    ? value
                    : throw Refuse($"'{text}' is no number"));
                return true;
            default: return false;
        }
    }

    private bool Texts(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.BinUnicode: stack.Push(bytes.ReadText(bytes.ReadUInt32())); return true;
            case Opcode.ShortBinUnicode: stack.Push(bytes.ReadText(bytes.ReadByte())); return true;
            case Opcode.BinUnicode8: stack.Push(bytes.ReadText(bytes.ReadInt64())); return true;
            case Opcode.BinString: stack.Push(bytes.ReadText(bytes.ReadInt32())); return true;
            case Opcode.ShortBinString: stack.Push(bytes.ReadText(bytes.ReadByte())); return true;
            case Opcode.Unicode: stack.Push(Line(LongestLine)); return true;
            case Opcode.String: stack.Push(Unquoted(Line(LongestLine))); return true;
            case Opcode.BinBytes: stack.Push(bytes.ReadBytes(bytes.ReadUInt32())); return true;
            case Opcode.ShortBinBytes: stack.Push(bytes.ReadBytes(bytes.ReadByte())); return true;
            case Opcode.BinBytes8 or Opcode.ByteArray8: stack.Push(bytes.ReadBytes(bytes.ReadInt64())); return true;
            default: return false;
        }
    }

    private bool Containers(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Mark: stack.Mark(); return true;
            case Opcode.Pop: stack.Drop(); return true;
            case Opcode.PopMark: stack.PopToMark(); return true;
            case Opcode.Dup: stack.Push(stack.Peek()); return true;
            case Opcode.EmptyTuple: stack.Push(PickleTuple.Empty); return true;
            case Opcode.Tuple1: stack.Push(new PickleTuple(stack.Pop(1))); return true;
            case Opcode.Tuple2: stack.Push(new PickleTuple(stack.Pop(2))); return true;
            case Opcode.Tuple3: stack.Push(new PickleTuple(stack.Pop(3))); return true;
            case Opcode.Tuple: stack.Push(new PickleTuple(stack.PopToMark())); return true;
            case Opcode.EmptyList or Opcode.EmptySet: stack.Push(new PickleList()); return true;
            case Opcode.EmptyDict: stack.Push(new PickleDict()); return true;
            case Opcode.List or Opcode.FrozenSet: stack.Push(AddAll(new PickleList(), stack.PopToMark())); return true;
            case Opcode.Dict: stack.Push(SetAll(new PickleDict(), stack.PopToMark())); return true;
            case Opcode.Append: AddAll(null, stack.Pop(1)); return true;
            case Opcode.Appends or Opcode.AddItems: AddAll(null, stack.PopToMark()); return true;
            case Opcode.SetItem: SetAll(null, stack.Pop(2)); return true;
            case Opcode.SetItems: SetAll(null, stack.PopToMark()); return true;
            default: return false;
        }
    }

    private bool Memory(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Get: stack.Push(Recall(Index(Line(LongestNumber)))); return true;
            case Opcode.BinGet: stack.Push(Recall(bytes.ReadByte())); return true;
            case Opcode.LongBinGet: stack.Push(Recall(bytes.ReadUInt32())); return true;
            case Opcode.Put: Remember(Index(Line(LongestNumber))); return true;
            case Opcode.BinPut: Remember(bytes.ReadByte()); return true;
            case Opcode.LongBinPut: Remember(bytes.ReadUInt32()); return true;
            case Opcode.Memoize: Remember(memoized); return true;
            default: return false;
        }
    }

    private bool Names(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Proto:
                byte protocol = bytes.ReadByte();
                return protocol <= HighestProtocol ? true : throw Refuse($"pickle protocol {protocol}: at most {HighestProtocol} is known");
            case Opcode.Frame: bytes.ReadInt64(); return true;
            case Opcode.Global: stack.Push(Known(new PickleGlobal(Line(LongestLine), Line(LongestLine)))); return true;
            case Opcode.StackGlobal:
                object?[] names = stack.Pop(2);
                stack.Push(names is [string module, string name]
                    ? Known(new PickleGlobal(module, name))
                    : throw Refuse("a name that is no text"));
                return true;
            case Opcode.Reduce or Opcode.NewObj: Call(stack.Pop(2)); return true;
            case Opcode.BinPersId: stack.Push(Outside(stack.Pop())); return true;
            case Opcode.Build: Build(stack.Pop()); return true;
            default: return false;
        }
    }

    private PickleGlobal Known(PickleGlobal global) => host.Knows(global) ? global : throw bytes.Refuse(
        $"it refers to {global}, which is neither a tensor nor plain data: refused, because loading it would run code. Save the state dict alone: torch.save(model.state_dict(), path)");

    private void Call(object?[] call)
    {
        if (call is not [PickleGlobal global, PickleTuple arguments])
            throw Refuse("a call of something that is no name");
        stack.Push(host.Call(global, arguments) ?? throw Refuse($"{global} is not called as PyTorch calls it"));
    }

    private object Outside(object? id) => host.Outside(id) ?? throw Refuse("it refers to an object outside that is no storage of numbers");

    /// <summary>
    /// State dicts carry an attribute, _metadata, which says nothing about the weights; other objects have no state to be given.
    /// </summary>
    private void Build(object? state)
    {
        if (stack.Peek() is not PickleDict || state is not PickleDict and not PickleTuple)
            throw Refuse("an object with a state of its own has no place in weights");
    }

    private PickleList AddAll(PickleList? list, object?[] items)
    {
        list ??= stack.Peek() as PickleList ?? throw Refuse("items for something that is no list");
        foreach (object? item in items)
            list.Add(item);
        return list;
    }

    private PickleDict SetAll(PickleDict? dict, object?[] items)
    {
        dict ??= stack.Peek() as PickleDict ?? throw Refuse("keys for something that is no dict");
        if (items.Length % 2 != 0)
            throw Refuse("a key without a value");
        for (int i = 0; i < items.Length; i += 2)
            dict.Add(items[i], items[i + 1]);
        return dict;
    }

    private object? Recall(long index) =>
        index < memoized ? memo[index] : throw Refuse($"it refers to its value {index}, which was never stored");

    private void Remember(long index)
    {
        // Picklers number their values from 0 on; a number beyond the bytes read so far only asks for memory.
        if (index < 0 || index > bytes.Position - start)
            throw Refuse($"value {index} is stored out of turn");
        if (index >= memo.Length)
            Array.Resize(ref memo, (int)Math.Max(index + 1, Math.Min(2L * memo.Length, Array.MaxLength)));
        memo[index] = stack.Peek();
        memoized = (int)Math.Max(memoized, index + 1);
    }

    private object LongOf(int length)
    {
        if (length > LongestNumber)
            throw Refuse($"a number of {length} bytes");
        return Smallest(new BigInteger(bytes.ReadBytes(length)));
    }

    private static object Smallest(BigInteger value) => value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;

    private object IntOf(string text) => text switch
    {
        "01" => true,
        "00" => false,
        _ => BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? Smallest(value)
            : throw Refuse($"'{text}' is no number"),
    };

    private long Index(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long index)
            ? index
            : throw Refuse($"'{text}' is no number");

    private string Line(int longest)
    {
        var line = new List<byte>();
        for (byte next = bytes.ReadByte(); next != '\n'; next = bytes.ReadByte())
        {
            if (line.Count == longest)
                throw Refuse("a line without an end");
            line.Add(next);
        }

        return Encoding.UTF8.GetString([.. line]);
    }

    private string Unquoted(string text) =>
        text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0] && !text.Contains('\\', StringComparison.Ordinal)
            ? text[1..^1]
            : throw Refuse("a text that is not quoted plainly");

    private UserError Refuse(string what) => bytes.Refuse($"damaged, or not weights: at byte {bytes.Position}: {what}");
}
