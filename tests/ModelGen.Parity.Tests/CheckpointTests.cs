using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

/// <summary>
/// A checkpoint that somebody else trained: the weights of a public CIFAR-10 ResNet-20, evaluated on the real test set. The reference
/// accuracy was computed with PyTorch on the same files.
/// </summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("modelgen-checkpoint-").FullName;

    [SkippableFact]
    public void A_published_ResNet20_scores_what_it_scores_in_PyTorch()
    {
        Peer.SkipIfMissing();
        string checkpoint = Path.Combine(Peer.Shared, "weights", "resnet20-12fca82f.th");
        string prepare = Path.Combine(Peer.Shared, "data", "prepare-cifar10.sh");
        Skip.IfNot(File.Exists(checkpoint) && File.Exists(prepare), $"{Peer.Shared} has no checkpoint and data");
        using (var process = Process.Start(new ProcessStartInfo("bash", [prepare, folder]) { RedirectStandardOutput = true })!)
        {
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }

        Peer.Run("parity.py", "ResNet20", folder, "--checkpoint", checkpoint);
        using var model = Zoo.Create("ResNet20");
        model.load(Path.Combine(folder, "weights.dat"));
        model.eval();

        byte[] records = File.ReadAllBytes(Path.Combine(folder, "cifar-10-batches-bin", "test_batch.bin"));
        const int Record = 3073, Batch = 500;
        int right = 0, count = records.Length / Record;
        using var guard = no_grad();
        for (int first = 0; first < count; first += Batch)
        {
            using var scope = NewDisposeScope();
            var pixels = new float[Batch * 3072];
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = records[((first + (i / 3072)) * Record) + 1 + (i % 3072)] / 255f;
            var mean = tensor(new[] { 0.485f, 0.456f, 0.406f }, [1, 3, 1, 1]);
            var deviation = tensor(new[] { 0.229f, 0.224f, 0.225f }, [1, 3, 1, 1]);
            var predicted = model.call((tensor(pixels, [Batch, 3, 32, 32]) - mean) / deviation).argmax(1).data<long>().ToArray();
            for (int i = 0; i < Batch; i++)
                right += predicted[i] == records[(first + i) * Record] ? 1 : 0;
        }

        Assert.InRange(100.0 * right / count, 81.01, 81.05);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
