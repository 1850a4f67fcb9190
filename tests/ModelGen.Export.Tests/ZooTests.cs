using System.Globalization;
using ModelGen.Compiler.Backends.PyTorch;
using ModelGen.Compiler.Graph;
using ModelGen.Generator.Tests.Snapshots;

namespace ModelGen.Export.Tests;

/// <summary>
/// The models of models/: the twin's keys and logits are torchvision's, where the spec names a model there, and ONNX Runtime's are the
/// twin's. A representative of each family, or with MODELGEN_PARITY=all every model.
/// </summary>
public sealed class ZooTests(ZooTests.Runs runs) : IClassFixture<ZooTests.Runs>
{
    private static readonly string[] Representatives =
    [
        "ConvNeXtTiny", "DenseNet121", "DenseNet40_12", "EfficientNetB0", "GhostNet", "GoogLeNet", "InceptionV3", "MNASNet0_5", "MobileNetV2", "MobileNetV3Small",
        "PreResNet20", "PreResNet20_P3", "RegNetX_400MF", "RegNetY_400MF", "ResNet18", "ResNet20", "ResNet50V2", "ResNet9", "ShuffleNetV2_x0_5", "SqueezeNet1_1", "VGG16BNCifar",
        "WideResNet16_4", "Xception",
    ];

    private static IReadOnlyList<string> Chosen { get; } = [.. Zoo.Models.Select(m => m.Name)
        .Where(n => All || Representatives.Contains(n))];

    /// <summary>xunit fails a theory without rows: so does a zoo without models.</summary>
    public static TheoryData<string> Names => [.. Chosen];

    /// <summary>Of the whole zoo, for what costs next to nothing.</summary>
    public static TheoryData<string> AllNames => [.. Zoo.Models.Select(m => m.Name)];

    private static bool All => Environment.GetEnvironmentVariable("MODELGEN_PARITY") == "all";

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void OnnxEqualsTheTwin(string name)
    {
        using var folder = new TemporaryFolder();
        var (graph, twin) = runs.Find(name);
        foreach (bool fold in new[] { false, true })
        {
            string path = folder["model.onnx"];
            OnnxRun.Write(graph, twin, path, fold);
            OnnxRun.AssertEqual(twin, path);
        }
    }

    [SkippableFact]
    public void TwinsEqualTorchvision()
    {
        Python.SkipWithout("torchvision");
        var graphs = Zoo.Models.Where(m => m.Reference?.StartsWith("torchvision.", StringComparison.Ordinal) == true
            && Chosen.Contains(m.Name)).ToList();
        Skip.If(graphs.Count == 0, "no model of the zoo names a peer in torchvision");
        using var folder = new TemporaryFolder();
        var arguments = new List<string>();
        foreach (var graph in graphs)
        {
            string file = folder[string.Create(CultureInfo.InvariantCulture, $"{arguments.Count}-{PyTorchBackend.FileName(graph)}")];
            File.WriteAllText(file, PyTorchBackend.Emit(graph));
            arguments.AddRange([file, graph.Name, graph.Reference!["torchvision.".Length..]]);
        }

        Python.Run("compare_twins.py", [.. arguments]);
    }

    /// <summary>The twins of several models at a time: starting PyTorch takes longer than running a small one.</summary>
    public sealed class Runs
    {
        private static int AtOnce => All ? 2 : 8;

        private readonly Dictionary<string, (ModelGraph, TensorFile)> found = [];

        internal (ModelGraph Graph, TensorFile Twin) Find(string name)
        {
            if (found.Remove(name, out var run))
                return run;
            var graphs = Chosen.Chunk(AtOnce).Single(c => c.Contains(name)).Select(Zoo.Model).ToList();
            using var folder = new TemporaryFolder();
            var twins = TwinRun.Run(graphs, folder);
            for (int i = 0; i < graphs.Count; i++)
                found[graphs[i].Name] = (graphs[i], twins[i]);
            found.Remove(name, out run);
            return run;
        }
    }
}
