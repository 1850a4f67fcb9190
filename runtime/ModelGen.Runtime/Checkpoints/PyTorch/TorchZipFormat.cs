using ModelGen.Checkpoints.Files;
using ModelGen.Checkpoints.Pickle;

namespace ModelGen.Checkpoints.PyTorch;

/// <summary>
/// What <c>torch.save</c> writes since PyTorch 1.6: a zip archive with one folder, in it the object's pickle (<c>data.pkl</c>) and a file
/// for each storage (<c>data/0</c>, …), all stored as they are.
/// </summary>
internal static class TorchZipFormat
{
    private const string PickleName = "data.pkl";

    /// <summary>The folder of a checkpoint in the archive, with its slash; null if it has none.</summary>
    public static string? FindFolder(ZipDirectory zip) =>
        zip.Names.Where(n => n == PickleName || n.EndsWith("/" + PickleName, StringComparison.Ordinal)).Select(n => n[..^PickleName.Length])
            .FirstOrDefault();

    /// <exception cref="UserError">It is damaged, or holds something else than tensors and plain data.</exception>
    public static IReadOnlyList<StoredTensor> Read(ByteSource source, ZipDirectory zip, string folder)
    {
        if (zip.Contains(folder + "constants.pkl"))
            throw source.Refuse("a TorchScript archive (torch.jit.save), which holds a program: save the weights alone, torch.save(torch.jit.load(path).state_dict(), path)");
        CheckByteOrder(source, zip, folder);
        var pickle = zip.Open(folder + PickleName)!;
        var cursor = new ByteCursor(pickle, 0, pickle.Length);
        object? root = PickleMachine.Read(cursor, new TorchPickleHost());
        var storages = new Dictionary<string, Storage>();
        long stored = 0;
        return TensorTree.Flatten(root, source, reference =>
        {
            if (!storages.TryGetValue(reference.Key, out var storage))
            {
                storage = zip.Find($"{folder}data/{reference.Key}") ?? throw source.Refuse($"storage {reference.Key} is missing: damaged");
                // Of one byte only one storage is made, so that checksums and copies cost no more than the file is long.
                stored += storage.Length;
                if (stored > source.Length)
                    throw source.Refuse("its storages overlap: damaged");
                storages.Add(reference.Key, storage);
            }

            return storage;
        }, cursor.Position);
    }

    /// <summary>Newer versions say it; older ones ran on little-endian machines.</summary>
    private static void CheckByteOrder(ByteSource source, ZipDirectory zip, string folder)
    {
        if (zip.Open(folder + "byteorder") is not { } said)
            return;
        byte[] word = said.Read(0, (int)Math.Min(said.Length, 16));
        if (!word.AsSpan().SequenceEqual("little"u8))
            throw source.Refuse("saved on a machine with big-endian numbers: only little-endian files are read");
    }
}
