using ModelGen.Checkpoints.Pickle;

namespace ModelGen.Checkpoints.PyTorch;

/// <summary>
/// The names that pickles of PyTorch's state dicts use: how tensors and parameters are put together (<c>torch._utils</c>), element types
/// and storages (<c>torch</c>), and containers.
/// </summary>
internal sealed class TorchPickleHost : IPickleHost
{
    // The classes of storages that torch.save has named in persistent ids, before and after storages lost their types.
    private static readonly Dictionary<string, ElementType> Storages = new()
    {
        ["BoolStorage"] = ElementType.Bool,
        ["ByteStorage"] = ElementType.UInt8,
        ["CharStorage"] = ElementType.Int8,
        ["ShortStorage"] = ElementType.Int16,
        ["IntStorage"] = ElementType.Int32,
        ["LongStorage"] = ElementType.Int64,
        ["HalfStorage"] = ElementType.Float16,
        ["BFloat16Storage"] = ElementType.BFloat16,
        ["FloatStorage"] = ElementType.Float32,
        ["DoubleStorage"] = ElementType.Float64,
    };

    private static readonly HashSet<PickleGlobal> Calls =
    [
        new("collections", "OrderedDict"),
        new("torch._utils", "_rebuild_tensor"),
        new("torch._utils", "_rebuild_tensor_v2"),
        new("torch._utils", "_rebuild_tensor_v3"),
        new("torch._utils", "_rebuild_parameter"),
        new("torch", "Size"),
        new("builtins", "set"),
        new("__builtin__", "set"),
    ];

    // Each list is copied once: a call takes a few bytes, and a list may be long.
    private readonly Dictionary<PickleList, PickleDict> dicts = new(ReferenceEqualityComparer.Instance);

    /// <summary>The class that names a storage of such elements; null if there is none.</summary>
    public static string? StorageName(ElementType type) => Storages.Where(s => s.Value == type).Select(s => s.Key).FirstOrDefault();

    public bool Knows(PickleGlobal global) => Calls.Contains(global) || IsStorage(global) || ElementTypeOf(global) is not null;

    public object? Call(PickleGlobal global, PickleTuple arguments) => (global.Name, arguments.Items) switch
    {
        ("OrderedDict", []) => new PickleDict(),
        ("OrderedDict", [PickleList pairs]) => DictOf(pairs),
        ("set", [PickleList items]) => items,
        ("Size", [PickleTuple sizes]) => sizes,
        ("_rebuild_tensor" or "_rebuild_tensor_v2", [StorageReference { Type: { } type } storage, long offset, PickleTuple shape,
            PickleTuple strides, ..]) =>
            Tensor(storage, type, offset, shape, strides),
        ("_rebuild_tensor_v3", [StorageReference storage, long offset, PickleTuple shape, PickleTuple strides, _, _, PickleGlobal dtype,
            ..])
            when ElementTypeOf(dtype) is { } type => Tensor(storage, type, offset, shape, strides),
        ("_rebuild_parameter", [PickledTensor tensor, ..]) => tensor,
        _ => null,
    };

    /// <summary>
    /// ('storage', type, key, device, count), in old files with a sixth member that is None or (key, offset, count) of a view.
    /// </summary>
    public object? Outside(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal type, var name, _, long count, .. var rest] } || !IsStorage(type))
            return null;
        // Keys are decimal numbers, as text.
        if (name is not string key)
            return null;
        var elements = ElementTypeOfStorage(type);
        return rest switch
        {
            [] or [null] => new StorageReference(key, elements, count, 0, count),
            [PickleTuple { Items: [string, long offset, long viewed] }] => new StorageReference(key, elements, count, offset, viewed),
            _ => null,
        };
    }

    private static bool IsStorage(PickleGlobal global) =>
        (global.Module == "torch" && Storages.ContainsKey(global.Name))
            || (global.Module == "torch.storage" && global.Name is "UntypedStorage" or "_UntypedStorage");

    private static ElementType? ElementTypeOfStorage(PickleGlobal storage) =>
        Storages.TryGetValue(storage.Name, out var type) ? type : null;

    private static ElementType? ElementTypeOf(PickleGlobal global) => global.Module == "torch" ? ElementTypes.Parse(global.Name) : null;

    private static PickledTensor? Tensor(StorageReference storage, ElementType type, long offset, PickleTuple shape, PickleTuple strides) =>
        Numbers(shape) is { } sizes && Numbers(strides) is { } steps ? new PickledTensor(storage, type, offset, sizes, steps) : null;

    private static long[]? Numbers(PickleTuple tuple) =>
        tuple.Items.Length <= Files.TensorChecks.MaxRank && tuple.Items.All(i => i is long) ? [.. tuple.Items.Cast<long>()] : null;

    private PickleDict? DictOf(PickleList pairs)
    {
        if (dicts.TryGetValue(pairs, out var dict))
            return dict;
        dicts.Add(pairs, dict = new PickleDict());
        foreach (object? pair in pairs.Items)
        {
            switch (pair)
            {
                case PickleList { Items: [var key, var value] }: dict.Add(key, value); break;
                case PickleTuple { Items: [var key, var value] }: dict.Add(key, value); break;
                default: return null;
            }
        }

        return dict;
    }
}
