using ModelGen.Checkpoints.Files;
using ModelGen.Checkpoints.Pickle;

namespace ModelGen.Checkpoints.PyTorch;

/// <summary>
/// What <c>torch.save</c> wrote before PyTorch 1.6 (torch/serialization.py, <c>_legacy_save</c>): five pickles one after another (a magic
/// number, the protocol's version, the machine's byte order, the object, the keys of its storages), then each storage's element count and
/// bytes.
/// </summary>
internal static class TorchLegacyFormat
{
    private const long Protocol = 1001;

    // Protocol 2, LONG1 of ten bytes, 0x1950a86a20f9469cfc6c.
    private static ReadOnlySpan<byte> Magic => [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19];

    public static bool Recognizes(ReadOnlySpan<byte> head) => head.StartsWith(Magic);

    /// <exception cref="UserError">It is damaged, or holds something else than tensors and plain data.</exception>
    public static IReadOnlyList<StoredTensor> Read(ByteSource source)
    {
        var cursor = new ByteCursor(source, 0, source.Length);
        var host = new TorchPickleHost();
        PickleMachine.Read(cursor, host);
        if (PickleMachine.Read(cursor, host) is not Protocol)
            throw source.Refuse($"it does not say the version of its format, {Protocol}: damaged");
        CheckByteOrder(source, PickleMachine.Read(cursor, host));
        long start = cursor.Position;
        var references = new ReferenceCollector(host);
        object? root = PickleMachine.Read(cursor, references);
        long length = cursor.Position - start;
        var storages = ReadStorages(source, cursor, PickleMachine.Read(cursor, host), references.ByKey);
        return TensorTree.Flatten(
            root, source, r => storages.TryGetValue(r.Key, out var s)
                ? s
                : throw source.Refuse($"storage {r.Key} is missing: damaged"), length);
    }

    private static void CheckByteOrder(ByteSource source, object? system)
    {
        bool little = system is PickleDict dict && dict.Items.Any(i => i is { Key: "little_endian", Value: true });
        if (!little)
            throw source.Refuse("saved on a machine with big-endian numbers, or damaged: only little-endian files are read");
    }

    private static Dictionary<string, Storage> ReadStorages(
        ByteSource source, ByteCursor cursor, object? keys, Dictionary<string, StorageReference> references)
    {
        if (keys is not PickleList list)
            throw source.Refuse("the list of its storages is missing: damaged");
        var storages = new Dictionary<string, Storage>();
        foreach (object? item in list.Items)
        {
            if (item is not string key || !references.TryGetValue(key, out var reference))
                throw source.Refuse($"storage {item} belongs to no tensor: damaged");
            long count = cursor.ReadInt64();
            int size = reference.Type?.Size() ?? 1;
            if (count != reference.ElementCount || count < 0 || count > cursor.Remaining / size)
                throw source.Refuse($"storage {key} has {reference.ElementCount} elements by its tensor, {count} by its own header, and {cursor.Remaining} bytes are left: truncated or damaged");
            storages[key] = new Storage(source, cursor.Position, count * size);
            cursor.Skip(count * size);
        }

        return storages;
    }

    /// <summary>Notes the storages that the object refers to: their element type is not said anywhere else.</summary>
    private sealed class ReferenceCollector(TorchPickleHost host) : IPickleHost
    {
        public Dictionary<string, StorageReference> ByKey { get; } = [];

        public bool Knows(PickleGlobal global) => host.Knows(global);

        public object? Call(PickleGlobal global, PickleTuple arguments) => host.Call(global, arguments);

        public object? Outside(object? id)
        {
            object? found = host.Outside(id);
            if (found is StorageReference reference)
                ByKey[reference.Key] = reference;
            return found;
        }
    }
}
