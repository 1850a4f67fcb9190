using ModelGen.Checkpoints;
using ModelGen.Models;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

/// <summary>
/// The rules of the zoo for the published files of Keras applications, tried on files with the layer names of keras/src/applications: every key
/// finds its place, and each tensor is the one that PyTorch has under the model's own name.
/// </summary>
public sealed class KerasWeightsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("modelgen-keras-").FullName;

    [SkippableTheory]
    [InlineData("ResNet50V2")]
    [InlineData("Xception")]
    public void The_published_names_fit_the_zoo(string name)
    {
        Peer.SkipIfMissing();
        Skip.IfNot(Directory.Exists("/usr/lib/python3/dist-packages/h5py"), "h5py is not installed (Debian: python3-h5py)");
        Peer.Run("keras_files.py", "application", name, folder);
        var info = ModelRegistry.All.Single(m => m.Name == name);
        var published = info.Weights.Single();
        var expected = State(info, name + ".pth", new WeightsOptions());
        Assert.Equal(expected, State(info, name + ".h5", new WeightsOptions { Renames = published.Renames }));
        // A file of one's own: the rules are found.
        Assert.Equal(expected, State(info, name + ".h5", new WeightsOptions()));
        Assert.Equal([0.5f, 0.5f, 0.5f], published.Normalization!.Mean);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Dictionary<string, string> State(ModelInfo info, string file, WeightsOptions options)
    {
        using var model = info.Create(null);
        using var guard = no_grad();
        WeightsLoader.Load(Path.Combine(folder, file), model, info, options);
        // Batch counters are not in Keras's files.
        return model.state_dict().Where(s => !s.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            .ToDictionary(s => s.Key, s => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(s.Value.bytes)));
    }
}
