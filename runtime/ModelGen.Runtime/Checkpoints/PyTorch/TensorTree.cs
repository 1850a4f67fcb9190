using System.Globalization;
using ModelGen.Checkpoints.Files;
using ModelGen.Checkpoints.Pickle;

namespace ModelGen.Checkpoints.PyTorch;

/// <summary>
/// Finds the tensors in what a pickle holds and names them by their path, <c>state_dict.module.conv1.weight</c>. Everything else (epochs,
/// learning rates, names) is passed over.
/// </summary>
internal sealed class TensorTree
{
    private const int MaxDepth = 32;
    private readonly ByteSource source;
    private readonly Func<StorageReference, Storage> storageOf;
    private readonly Dictionary<string, StoredTensor> tensors = [];
    private readonly HashSet<object> open = new(ReferenceEqualityComparer.Instance);

    // A pickle of a few bytes can describe a tree without end, by containing a container many times: see Charge.
    private long budget;

    private TensorTree(ByteSource source, Func<StorageReference, Storage> storageOf, long pickleLength)
    {
        (this.source, this.storageOf) = (source, storageOf);
        budget = (16 * pickleLength) + (1 << 16);
    }

    /// <param name="root">The pickle's value.</param>
    /// <param name="source">For messages.</param>
    /// <param name="storageOf">The bytes of a storage that the pickle refers to; raises if there are none.</param>
    /// <param name="pickleLength">Bytes of the pickle, which bound what is read from it.</param>
    /// <exception cref="UserError">A tensor does not fit its storage, or the tree has no end.</exception>
    public static IReadOnlyList<StoredTensor> Flatten(
        object? root, ByteSource source, Func<StorageReference, Storage> storageOf, long pickleLength)
    {
        var tree = new TensorTree(source, storageOf, pickleLength);
        tree.Visit("", root);
        return [.. tree.tensors.Values];
    }

    private void Visit(string path, object? value)
    {
        Charge(path);
        switch (value)
        {
            case PickledTensor tensor:
                // Of a key that comes twice the later counts, as in Python.
                string name = path.Length > 0 ? path : "tensor";
                tensors[name] = Resolve(name, tensor);
                break;
            case PickleDict dict:
                VisitAll(path, dict, dict.Items.Where(i => i.Key is string or long)
                    .Select(i => (Convert.ToString(i.Key, CultureInfo.InvariantCulture)!, i.Value)));
                break;
            case PickleList list:
                VisitAll(path, list, Numbered(list.Items));
                break;
            case PickleTuple tuple:
                VisitAll(path, tuple, Numbered(tuple.Items));
                break;
        }
    }

    private void VisitAll(string path, object container, IEnumerable<(string Key, object? Value)> items)
    {
        if (!open.Add(container) && !ReferenceEquals(container, PickleTuple.Empty))
            throw source.Refuse($"{Shown(path)} contains itself: damaged");
        if (open.Count > MaxDepth)
            throw source.Refuse($"{Shown(path)} is nested deeper than {MaxDepth} levels: damaged");
        foreach (var (key, value) in items)
            Visit(path.Length == 0 ? key : $"{path}.{key}", value);
        open.Remove(container);
    }

    private static IEnumerable<(string Key, object? Value)> Numbered(IEnumerable<object?> items) =>
        items.Select((item, i) => (i.ToString(CultureInfo.InvariantCulture), item));

    private void Charge(string path)
    {
        budget -= path.Length + 1;
        if (budget < 0)
            throw source.Refuse("it describes far more than it has bytes for: damaged");
    }

    private StoredTensor Resolve(string name, PickledTensor tensor)
    {
        var reference = tensor.Storage;
        var storage = storageOf(reference);
        long size = reference.Type?.Size() ?? 1;
        if (reference.ElementCount < 0 || reference.ElementCount > storage.Length / size)
            throw source.Refuse($"{name}: its storage should have {reference.ElementCount} elements, but has {storage.Length} bytes: damaged");
        if (reference.ViewOffset < 0 || reference.ViewCount < 0 || reference.ViewOffset > reference.ElementCount - reference.ViewCount)
            throw source.Refuse($"{name}: a view beyond its storage: damaged");
        long offset = tensor.Offset < 0 ? tensor.Offset : reference.ViewOffset > long.MaxValue - tensor.Offset ? long.MaxValue : tensor.Offset + reference.ViewOffset;
        long capacity = (reference.ViewOffset + reference.ViewCount) * size / tensor.Type.Size();
        return TensorChecks.Create(source, name, tensor.Type, tensor.Shape, tensor.Strides, storage, offset, capacity);
    }

    private static string Shown(string path) => path.Length > 0 ? path : "the pickle";
}
