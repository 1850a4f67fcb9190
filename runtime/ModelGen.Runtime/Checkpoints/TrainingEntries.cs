using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using ModelGen.Training;

namespace ModelGen.Checkpoints;

/// <summary>
/// The part of a checkpoint from which training can go on: <c>training.json</c> and <c>training.dat</c> beside the weights.
/// </summary>
internal static class TrainingEntries
{
    private const string StateEntry = "training.json";
    private const string TensorsEntry = "training.dat";

    public static void Write(ZipArchive zip, TrainingState state, Learner learner)
    {
        using var tensors = new MemoryStream();
        TensorFile.Write(tensors, TrainingState.TensorsOf(learner));
        using (var entry = zip.CreateEntry(StateEntry).Open())
            JsonSerializer.Serialize(entry, state with { TensorsSha256 = Hash(tensors) }, RuntimeJson.Default.TrainingState);
        using var output = zip.CreateEntry(TensorsEntry, CompressionLevel.NoCompression).Open();
        tensors.CopyTo(output);
    }

    /// <summary>Puts all but the weights into the learner, and returns where the run stood.</summary>
    /// <exception cref="UserError">The checkpoint holds weights alone, or this part of it is damaged.</exception>
    public static TrainingState Read(ZipArchive zip, string path, Learner learner)
    {
        if (zip.GetEntry(StateEntry) is not { } stateEntry || zip.GetEntry(TensorsEntry) is not { } tensorsEntry)
            throw new UserError($"{path}: holds weights alone, without the state of a run to go on with: take last.ckpt of the run's folder");
        using var stream = stateEntry.Open();
        var state = JsonSerializer.Deserialize(stream, RuntimeJson.Default.TrainingState) ?? throw new JsonException("null");
        using var tensors = new MemoryStream();
        using (var entry = tensorsEntry.Open())
            entry.CopyTo(tensors);
        if (Hash(tensors) != state.TensorsSha256)
            throw new UserError($"{path}: damaged: the state of training is not what was saved (its SHA-256 differs)");
        state.Prepare(learner);
        TensorFile.ReadInto(tensors, TrainingState.TensorsOf(learner));
        return state;
    }

    private static string Hash(MemoryStream stream)
    {
        stream.Position = 0;
        string hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        stream.Position = 0;
        return hash;
    }
}
