using ModelGen.Checkpoints.Files;

namespace ModelGen.Checkpoints.Pickle;

/// <summary>The pickle machine's stack, with the marks that opcodes for many items count from.</summary>
internal sealed class PickleStack(ByteCursor bytes)
{
    private readonly List<object?> items = [];
    private readonly List<int> marks = [];

    private int Floor => marks.Count > 0 ? marks[^1] : 0;

    public void Push(object? item) => items.Add(item);

    public object? Peek() => items.Count > Floor ? items[^1] : throw TooFew();

    public object? Pop()
    {
        object? item = Peek();
        items.RemoveAt(items.Count - 1);
        return item;
    }

    /// <summary>The last items, the deepest first.</summary>
    public object?[] Pop(int count)
    {
        if (items.Count - count < Floor)
            throw TooFew();
        var popped = new object?[count];
        items.CopyTo(items.Count - count, popped, 0, count);
        items.RemoveRange(items.Count - count, count);
        return popped;
    }

    public void Mark() => marks.Add(items.Count);

    /// <summary>Everything above the last mark, the deepest first; the mark goes too.</summary>
    public object?[] PopToMark()
    {
        if (marks.Count == 0)
            throw TooFew();
        object?[] popped = Pop(items.Count - marks[^1]);
        marks.RemoveAt(marks.Count - 1);
        return popped;
    }

    /// <summary>Takes away the last item, or the mark above it.</summary>
    public void Drop()
    {
        if (marks.Count > 0 && marks[^1] == items.Count)
            marks.RemoveAt(marks.Count - 1);
        else
            Pop();
    }

    private UserError TooFew() => bytes.Refuse(
        $"damaged, or not weights: at byte {bytes.Position}: an opcode takes more values than there are");
}
