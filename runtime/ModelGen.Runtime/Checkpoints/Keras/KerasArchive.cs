using ModelGen.Checkpoints.Files;
using ModelGen.Checkpoints.PyTorch;

namespace ModelGen.Checkpoints.Keras;

/// <summary><c>model.keras</c>: a zip archive of the model's description and its weights.</summary>
internal static class KerasArchive
{
    public const string WeightsEntry = "model.weights.h5";
    private const string ConfigEntry = "config.json";

    public static bool Recognizes(ZipDirectory zip) => zip.Contains(WeightsEntry);

    public static IReadOnlyList<StoredTensor> Read(ByteSource source, ZipDirectory zip)
    {
        var weights = zip.Open(WeightsEntry) ?? throw source.Refuse($"{WeightsEntry} is not in the archive");
        var config = zip.Open(ConfigEntry);
        return KerasFormat.Read(weights, config?.Read(0, (int)Math.Min(config.Length, Array.MaxLength)));
    }
}
