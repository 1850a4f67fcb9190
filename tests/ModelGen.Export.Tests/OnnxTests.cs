using ModelGen.Compiler.Graph;
using ModelGen.Generator.Tests.Graphs;

namespace ModelGen.Export.Tests;

/// <summary>ONNX files compute in ONNX Runtime what the PyTorch twin computes in PyTorch, and onnx.checker finds nothing wrong.</summary>
public sealed class OnnxTests
{
    [SkippableTheory]
    [InlineData(20, false, false)]
    [InlineData(20, true, false)]
    [InlineData(20, true, true)]
    public void AResidualNetworkEqualsItsTwin(int depth, bool fold, bool external) => Check(ResNets.ResNet(depth), fold, external);

    private static void Check(ModelGraph graph, bool fold, bool external)
    {
        using var folder = new TemporaryFolder();
        var twin = TwinRun.Run(graph, folder);
        string path = folder["model.onnx"];
        OnnxRun.Write(graph, twin, path, fold, external);
        Assert.Equal(external, File.Exists(path + ".data"));
        OnnxRun.AssertEqual(twin, path);
        Python.SkipWithout("onnx");
        Python.Run("check_onnx.py", path);
    }
}
