using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ModelGen.Compiler.Backends.Onnx;
using ModelGen.Compiler.Graph;
using ModelGen.Onnx;

namespace ModelGen.Export.Tests;

/// <summary>An exported ONNX file, run by ONNX Runtime.</summary>
internal static class OnnxRun
{
    /// <summary>Writes the model with a twin's weights: in a file of their own if asked, or if they are too many.</summary>
    public static void Write(ModelGraph graph, TensorFile weights, string path, bool fold, bool external = false)
    {
        var file = new OnnxFile(OnnxBackend.Lower(graph, fold), key => weights.Bytes("state/" + key));
        using var stream = File.Create(path);
        if (!external && file.TensorBytes <= OnnxFile.LargestEmbedded)
        {
            file.Write(stream);
            return;
        }

        using var data = File.Create(path + ".data");
        file.Write(stream, data, Path.GetFileName(path) + ".data");
    }

    /// <summary>With one thread: tests run side by side.</summary>
    public static InferenceSession Open(string path)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        return new InferenceSession(path, options);
    }

    /// <summary>The logits for the given images, row-major.</summary>
    public static float[] Run(InferenceSession session, float[] images, long[] shape)
    {
        var input = new DenseTensor<float>(images, [.. shape.Select(s => (int)s)]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(OnnxModel.InputName, input)]);
        return [.. results.Single(r => r.Name == OnnxModel.OutputName).AsEnumerable<float>()];
    }

    /// <summary>Runs the images of a twin, all at once and the first alone: the batch is free.</summary>
    public static void AssertEqual(TensorFile twin, string path, double tolerance = 1e-4)
    {
        float[] expected = twin.Floats("logits");
        float[] images = twin.Floats("input");
        long[] shape = twin.Shape("input");
        double scale = expected.Max(Math.Abs);
        Assert.True(scale > 0, "the logits are all zero");
        using var session = Open(path);
        AssertClose(expected, Run(session, images, shape), tolerance * scale);
        int count = (int)shape[0];
        AssertClose(expected[..(expected.Length / count)], Run(session, images[..(images.Length / count)], [1, .. shape[1..]]),
            tolerance * scale);
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double worst = expected.Zip(actual, (e, a) => (double)Math.Abs(e - a)).Max();
        Assert.True(worst <= tolerance, FormattableString.Invariant($"the logits differ by {worst:g3}, more than {tolerance:g3}"));
    }
}
