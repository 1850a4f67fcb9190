using ModelGen.Compiler.Backends.Onnx;
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

    /// <summary>One file for images of any size: what depends on the size is computed when it is known.</summary>
    [SkippableFact]
    public void AModelOfFreeSizeEqualsItsTwinAtEverySize()
    {
        var graph = ResNets.Model("Free", new ScopeBuilder(new Shape(3, Shape.Free, Shape.Free))
            .Op("conv", "conv", "conv", arguments: [("out_channels", 8), ("kernel_size", 3), ("stride", 2), ("padding", "same")])
            .Op("norm", "group_norm", "norm", arguments: ("num_groups", 2))
            .Op("shuffle", "channel_shuffle", arguments: ("groups", 4))
            .Op("max", "max_pool", arguments: [("kernel_size", 3), ("stride", 2), ("ceil_mode", true)])
            .Op("average", "avg_pool", arguments: [("kernel_size", 2), ("stride", 2), ("ceil_mode", true)])
            .Op("pool", "global_avg_pool")
            .Op("fc", "linear", "fc", arguments: ("out_features", 5)));
        foreach (int size in new[] { 32, 37, 42 })
        {
            using var folder = new TemporaryFolder();
            var twin = TwinRun.Run(graph, folder, size);
            string path = folder["model.onnx"];
            OnnxRun.Write(graph, twin, path, fold: false);
            OnnxRun.AssertEqual(twin, path);
        }
    }

    [Fact]
    public void WhatTheOpsetCannotSayIsSaid()
    {
        var graph = ResNets.Model("Free", new ScopeBuilder(new Shape(3, Shape.Free, Shape.Free))
            .Op("pool", "adaptive_avg_pool", arguments: ("output_size", 2)));
        var error = Assert.Throws<NotSupportedException>(() => OnnxBackend.Lower(graph, fold: false));
        Assert.Contains("adaptive_avg_pool of an image whose size is known at run time alone", error.Message, StringComparison.Ordinal);
    }

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
