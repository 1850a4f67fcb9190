namespace ModelGen.Checkpoints.Pickle;

// What a pickle may hold. None is null; numbers are bool, long, BigInteger and double; text is string; bytes are byte[].

/// <summary>A dict, in the order of insertion. A key that comes twice is here twice; the later counts.</summary>
internal sealed class PickleDict
{
    // Made at need: a hostile file can ask for an empty dict with every byte.
    private List<KeyValuePair<object?, object?>>? items;

    public IReadOnlyList<KeyValuePair<object?, object?>> Items => items ?? (IReadOnlyList<KeyValuePair<object?, object?>>)[];

    public void Add(object? key, object? value) => (items ??= []).Add(new(key, value));
}

/// <summary>A list, or a set.</summary>
internal sealed class PickleList
{
    private List<object?>? items;

    public IReadOnlyList<object?> Items => items ?? (IReadOnlyList<object?>)[];

    public void Add(object? item) => (items ??= []).Add(item);
}

internal sealed class PickleTuple(object?[] items)
{
    public static PickleTuple Empty { get; } = new([]);

    public object?[] Items { get; } = items;
}

/// <summary>A name that a pickle refers to: <c>collections.OrderedDict</c>. Only names that the host knows become one.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}
