using ModelGen.Compiler.Graph;
using ModelGen.Generator.Tests.Graphs;

namespace ModelGen.Export.Tests;

/// <summary>ONNX files compute in ONNX Runtime what the PyTorch twin computes in PyTorch, and onnx.checker finds nothing wrong.</summary>
public sealed class OnnxTests
{
    [SkippableTheory]
    [InlineData(20, false)]
    [InlineData(20, true)]
    public void AResidualNetworkEqualsItsTwin(int depth, bool fold) => Check(ResNets.ResNet(depth), fold);

    private static void Check(ModelGraph graph, bool fold)
    {
        using var folder = new TemporaryFolder();
        var twin = TwinRun.Run(graph, folder);
        string path = folder["model.onnx"];
        OnnxRun.Write(graph, twin, path, fold);
        OnnxRun.AssertEqual(twin, path);
        Python.SkipWithout("onnx");
        Python.Run("check_onnx.py", path);
    }
}
