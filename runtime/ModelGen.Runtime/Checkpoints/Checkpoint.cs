using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using ModelGen.Export;
using ModelGen.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Checkpoints;

/// <summary>
/// A model's weights and what is known about them, in one file: a zip of <c>checkpoint.json</c> (<see cref="CheckpointInfo"/>) and
/// <c>weights.dat</c>, which is TorchSharp's own format, so <c>Module.load</c> reads it anywhere; and, where training can go on from it,
/// the entries of <see cref="TrainingEntries"/>. Written aside and renamed.
/// </summary>
public static class Checkpoint
{
    internal const string InfoEntry = "checkpoint.json";
    internal const string WeightsEntry = "weights.dat";

    /// <exception cref="UserError">The file cannot be written.</exception>
    public static void Save(string path, nn.Module model, CheckpointInfo info) => Save(path, model, info, null);

    /// <param name="path">Written aside and renamed.</param>
    /// <param name="model">Its weights.</param>
    /// <param name="info">About them.</param>
    /// <param name="more">Writes what else belongs into the file.</param>
    internal static void Save(string path, nn.Module model, CheckpointInfo info, Action<ZipArchive>? more)
    {
        using var weights = new MemoryStream();
        using (var writer = new BinaryWriter(weights, System.Text.Encoding.UTF8, leaveOpen: true))
            model.save(writer);
        info = info with { WeightsSha256 = Hash(weights) };
        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            using (var entry = zip.CreateEntry(InfoEntry).Open())
                JsonSerializer.Serialize(entry, info, RuntimeJson.Default.CheckpointInfo);
            // Trained weights don't compress.
            using (var output = zip.CreateEntry(WeightsEntry, CompressionLevel.NoCompression).Open())
                weights.CopyTo(output);
            more?.Invoke(zip);
        });
    }

    /// <summary>Reads what a checkpoint says about itself.</summary>
    /// <exception cref="UserError">The file is missing, damaged or something else.</exception>
    public static CheckpointInfo ReadInfo(string path) => Open(path, zip => ReadInfo(zip, path));

    /// <summary>The same; null for a weights file of any other format.</summary>
    public static CheckpointInfo? TryReadInfo(string path)
    {
        using var file = WeightsFile.Open(path);
        return file.Format == WeightsFormat.Checkpoint ? ReadInfo(path) : null;
    }

    /// <summary>
    /// Loads weights into a model: a checkpoint of this model, or a file of any other format that <see cref="WeightsFile"/> knows. What the
    /// checkpoint says about them is returned; null for any other file.
    /// </summary>
    /// <exception cref="UserError">The file is missing, damaged, or another model's; the model is unchanged.</exception>
    public static CheckpointInfo? Load(string path, nn.Module model, ModelInfo modelInfo) =>
        Load(path, model, modelInfo, new WeightsOptions()).Info;

    /// <summary>The same, with rules for weights that do not fit as they are, and a report of what was loaded.</summary>
    /// <exception cref="UserError">The file is missing or damaged, or the weights do not fit; the model is unchanged.</exception>
    public static (CheckpointInfo? Info, WeightsReport Report) Load(
        string path, nn.Module model, ModelInfo modelInfo, WeightsOptions options)
    {
        using var file = WeightsFile.Open(path);
        var info = file.Format == WeightsFormat.Checkpoint ? Open(path, zip => ReadInfo(zip, path)) : null;
        // Another model's weights may still be a beginning, if its user says so.
        if (info is not null && info.Model != modelInfo.Name && !options.Partial && !options.FreshClassifier)
            throw new UserError($"{path}: a checkpoint of {info.Model}, not of {modelInfo.Name}");
        return (info, WeightsLoader.Load(file, model, modelInfo, options));
    }

    /// <summary>Loads weights and all else that training needs to go on.</summary>
    /// <exception cref="UserError">Damaged, another model's, another spec's (unless <paramref name="force"/>), or weights
    /// alone.</exception>
    internal static TrainingState Resume(string path, ModelInfo modelInfo, Learner learner, bool force)
    {
        var info = ReadInfo(path);
        if (info.Model == modelInfo.Name && info.SpecHash != modelInfo.SpecHash && !force)
            throw OtherSpec(path, info, modelInfo);
        Load(path, learner.Evaluated, modelInfo);
        return Open(path, zip => TrainingEntries.Read(zip, path, learner));
    }

    private static UserError OtherSpec(string path, CheckpointInfo info, ModelInfo modelInfo)
    {
        string changes = SpecDifference.Of(info, modelInfo, info.SpecListing is null ? null : SpecResources.Listing(modelInfo));
        return new UserError($"{path}: a run of another version of {modelInfo.SpecFile} (--force goes on all the same, where the weights fit):\n{changes}");
    }

    private static CheckpointInfo ReadInfo(ZipArchive zip, string path)
    {
        using var entry = Entry(zip, InfoEntry, path).Open();
        var info = JsonSerializer.Deserialize(entry, RuntimeJson.Default.CheckpointInfo) ?? throw new JsonException("null");
        return info.Format == CheckpointInfo.CurrentFormat ? info : throw new UserError(
            $"{path}: checkpoint format {info.Format}, this version reads format {CheckpointInfo.CurrentFormat}: use the version that wrote it, or train again");
    }

    private static ZipArchiveEntry Entry(ZipArchive zip, string name, string path) =>
        zip.GetEntry(name) ?? throw new UserError($"{path}: not a checkpoint: it is a zip file without {name}");

    private static T Open<T>(string path, Func<ZipArchive, T> read)
    {
        using var file = OpenFile(path);
        try
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read);
            return read(zip);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or EndOfStreamException)
        {
            throw new UserError($"{path}: truncated, or not a checkpoint ({e.Message})", e);
        }
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserError($"{path}: not found: expected a checkpoint (.ckpt) or a weights file of TorchSharp", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read: {e.Message}", e);
        }
    }

    private static string Hash(MemoryStream stream)
    {
        stream.Position = 0;
        string hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        stream.Position = 0;
        return hash;
    }
}
