using ModelGen.Compiler.Backends.Onnx;
using ModelGen.Compiler.Graph;
using ModelGen.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Export;

/// <summary>How an ONNX file is written.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>
    /// Batch norms become part of the convolution or linear layer they follow: faster, but no longer what can be trained.
    /// </summary>
    public bool Fold { get; init; }

    /// <summary>
    /// Weights go to a file of their own, <c>NAME.data</c> beside the model; without it they do where they are over 2 GB.
    /// </summary>
    public bool External { get; init; }

    /// <summary>Facts for the file's metadata: normalisation, names of the classes.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

/// <summary>What was written.</summary>
/// <param name="Nodes">ONNX nodes.</param>
/// <param name="WeightBytes">Of all tensors.</param>
/// <param name="DataFile">The file of the weights, where they have one of their own.</param>
public sealed record OnnxExportResult(string File, int Nodes, long WeightBytes, string? DataFile);

/// <summary>Writes generated models as ONNX files: opset 17, a free batch, float32, as they compute in eval mode.</summary>
public static class OnnxExport
{
    /// <exception cref="UserError">The file cannot be written, or ONNX cannot say something the model does.</exception>
    public static OnnxExportResult Write(string path, ModelInfo info, nn.Module<Tensor, Tensor> model, OnnxExportOptions options)
    {
        var lowered = Lower(SpecResources.Graph(info), options);
        var state = model.state_dict();
        var file = new OnnxFile(lowered, key => Elements(state[key]));
        if (!options.External && file.TensorBytes <= OnnxFile.LargestEmbedded)
        {
            AtomicFile.Write(path, file.Write);
            return new OnnxExportResult(path, lowered.Nodes.Count, file.TensorBytes, null);
        }

        string data = path + ".data";
        // The model last: whoever sees it finds its weights.
        using var written = new MemoryStream();
        AtomicFile.Write(data, stream => file.Write(written, stream, Path.GetFileName(data)));
        AtomicFile.Write(path, written.WriteTo);
        return new OnnxExportResult(path, lowered.Nodes.Count, file.TensorBytes, data);
    }

    private static OnnxModel Lower(ModelGraph graph, OnnxExportOptions options)
    {
        try
        {
            var model = OnnxBackend.Lower(graph, options.Fold);
            return model with { Metadata = new([.. model.Metadata, .. options.Metadata]) };
        }
        catch (NotSupportedException e)
        {
            throw new UserError($"{graph.Name}: {e.Message}", e);
        }
    }

    /// <summary>float32 whatever the model's own type.</summary>
    private static byte[] Elements(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return tensor.to(ScalarType.Float32).cpu().contiguous().bytes.ToArray();
    }
}
