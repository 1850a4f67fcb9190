using ModelGen.Generator.Tests.Snapshots;

namespace ModelGen.Export.Tests;

/// <summary>
/// The published CIFAR ResNets (github.com/akamaster/pytorch_resnet_cifar10) through ONNX Runtime, on CIFAR-10's test images: the accuracy
/// that the files had in PyTorch. Needs the checkpoints beside the checkout, and MODELGEN_DATA.
/// </summary>
public sealed class PublishedWeightsTests
{
    private const int Pixels = 32 * 32;
    private const int Images = 10_000;
    private const int BatchSize = 200;

    // Of the training that made the files: ImageNet's, not CIFAR-10's.
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Std = [0.229f, 0.224f, 0.225f];

    [SkippableTheory]
    [InlineData("ResNet20", "resnet20-12fca82f.th", 0.8103)]
    [InlineData("ResNet56", "resnet56-4bfd9763.th", 0.8320)]
    public void AccuracyIsThePublishedOne(string name, string file, double accuracy)
    {
        string checkpoint = Path.GetFullPath(Path.Combine(Python.RepositoryRoot, "..", "shared", "weights", file));
        Skip.IfNot(File.Exists(checkpoint), $"{checkpoint} does not exist");
        Python.SkipWithout("torch");
        var (images, labels) = TestImages();
        using var folder = new TemporaryFolder();
        Python.Run("dump_weights.py", checkpoint, folder["weights"]);
        string path = folder["model.onnx"];
        OnnxRun.Write(Zoo.Model(name), TensorFile.Read(folder["weights"]), path, fold: true);

        using var session = OnnxRun.Open(path);
        int right = 0;
        for (int first = 0; first < Images; first += BatchSize)
        {
            float[] logits = OnnxRun.Run(session, images[(first * 3 * Pixels)..((first + BatchSize) * 3 * Pixels)], [BatchSize, 3, 32, 32]);
            right += Enumerable.Range(0, BatchSize).Count(i => Best(logits.AsSpan(i * 10, 10)) == labels[first + i]);
        }

        Assert.Equal(accuracy, (double)right / Images, 0.0002);
    }

    private static int Best(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
            best = logits[i] > logits[best] ? i : best;
        return best;
    }

    private static (float[] Images, byte[] Labels) TestImages()
    {
        string? folder = Environment.GetEnvironmentVariable("MODELGEN_DATA");
        Skip.If(string.IsNullOrEmpty(folder), "MODELGEN_DATA does not name a folder with CIFAR-10");
        string file = Path.Combine(folder!, "cifar-10-batches-bin", "test_batch.bin");
        Skip.IfNot(File.Exists(file), $"{file} does not exist");
        byte[] records = File.ReadAllBytes(file);
        float[] images = new float[Images * 3 * Pixels];
        byte[] labels = new byte[Images];
        for (int i = 0; i < Images; i++)
        {
            labels[i] = records[i * 3073];
            for (int p = 0; p < 3 * Pixels; p++)
                images[(i * 3 * Pixels) + p] = ((records[(i * 3073) + 1 + p] / 255f) - Mean[p / Pixels]) / Std[p / Pixels];
        }

        return (images, labels);
    }
}
