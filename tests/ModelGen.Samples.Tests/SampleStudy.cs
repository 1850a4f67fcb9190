using System.Reflection;
using ModelGen.Checkpoints;
using ModelGen.CommandLine;
using ModelGen.Data;

// Torch's thread count is shared by all tests.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ModelGen.Samples.Tests;

/// <summary>A study of samples/, run from its own file in a folder that goes away with the test.</summary>
internal sealed class SampleStudy(string file) : IDisposable
{
    private static readonly string Root = typeof(SampleStudy).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    public static IReadOnlyList<ModelInfo> Models { get; } =
        [.. DropoutStudy.ModelRegistry.All, .. TransferLearning.ModelRegistry.All, .. ModelGen.Models.ModelRegistry.All];

    public string Folder { get; } = Directory.CreateTempSubdirectory("modelgen-sample-").FullName;

    public string Data => Path.Combine(Folder, "data");

    /// <summary>The lines of results.csv, each by its columns; the study must end well. Without files in <see cref="Data"/> it runs on drawn images.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Run(params string[] options)
    {
        using var output = new StringWriter { NewLine = "\n" };
        string data = Directory.Exists(Data) ? Data : DataLocator.SyntheticWord;
        var locator = new DataLocator { MakeSynthetic = () => SyntheticImages.Create(train: 200, test: 50) };
        var console = new CommandConsole(output, output, live: null);
        int code = ModelGenCommandLine.Run(
            Models, ["study", Path.Combine(Root, file), "--data", data, "--out", Out(""), .. options], console, locator, new WeightsStore { OfflineFolder = Folder });
        Assert.True(code == 0, output.ToString());
        string[][] lines = [.. File.ReadLines(Out("results.csv")).Select(l => l.Split(','))];
        return [.. lines.Skip(1).Select(l => lines[0].Zip(l).ToDictionary(p => p.First, p => p.Second))];
    }

    public string Out(string path) => Path.Combine(Folder, "out", path);

    /// <summary>Writes a picture of noise around a colour, which learning can tell from others.</summary>
    public void Picture(string path, int size, int seed)
    {
        var shape = new ImageShape(3, size, size);
        var random = new Random(seed);
        byte[] colour = [(byte)random.Next(200), (byte)random.Next(200), (byte)random.Next(200)];
        var planes = new byte[shape.Size];
        for (int i = 0; i < planes.Length; i++)
            planes[i] = (byte)(colour[i / (size * size)] + random.Next(56));
        AtomicFile.Write(Path.Combine(Data, path), stream => PngWriter.Write(stream, shape, planes));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
