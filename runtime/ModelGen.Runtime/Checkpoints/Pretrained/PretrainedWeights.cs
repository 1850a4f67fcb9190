using ModelGen.Data;

namespace ModelGen.Checkpoints;

/// <summary>Trained weights that a spec names, and where they are published.</summary>
/// <param name="Name">As the command line knows them: <c>imagenet</c>.</param>
/// <param name="Url">Where they are downloaded from; its last part is the file's name.</param>
/// <param name="Checksum">Of the file: SHA-256, all 64 digits or the first eight or more, as torchvision puts them into its file names; or
/// MD5, as Keras publishes it.</param>
public sealed record PretrainedWeights(string Name, string Url, FileChecksum Checksum)
{
    /// <summary>From the file's keys to the model's.</summary>
    public IReadOnlyList<RenameRule> Renames { get; init; } = [];

    /// <summary>Of the images they were trained on; null: not said.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>The address's last part: <c>resnet18-f37072fd.pth</c>.</summary>
    public string FileName => Path.GetFileName(new Uri(Url).AbsolutePath);
}
