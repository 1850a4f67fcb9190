using ModelGen.Inference;
using ModelGen.LibTorch;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Providers;

/// <summary>A prepared program of the binding's native half (native/program.h): oneDNN primitives in one block of memory.</summary>
internal sealed class PreparedProgram : IPreparedProgram
{
    private readonly NativeProgram native;
    private readonly PackedWeights weights;
    private readonly long outputs;

    private PreparedProgram(NativeProgram native, PackedWeights packed, ProgramForm form, long outputs)
    {
        (this.native, weights, this.outputs, Form) = (native, packed, outputs, form);
        var (planned, needed, bytes, parts) = native.Sizes();
        Memory = new ProgramMemory(planned, needed, bytes, parts);
    }

    public ProgramForm Form { get; }

    public ProgramMemory Memory { get; }

    public static PreparedProgram? TryMake(InferenceGraph graph, ProgramForm form)
    {
        if (!NativeProgram.IsAvailable || graph.Steps.Exists(s => s.Op is InferenceOp.Map))
            return null;
        using var guard = no_grad();
        var native = new NativeProgram(form.Images, form.Channels, form.Height, form.Width, (int)form.Layout, get_num_threads(), form.IsParallel, form.AllowsWinograd);
        var weights = new PackedWeights(native);
        if (new ProgramBuilder(graph, native, weights).TryBuild() is { } result)
            return new PreparedProgram(native, weights, form, native.SizeOf(result).Channels);
        weights.GiveBack();
        native.Dispose();
        return null;
    }

    public Tensor Run(Tensor images)
    {
        var output = empty([images.shape[0], outputs]);
        native.Run(images, output);
        return output;
    }

    public void Dispose()
    {
        weights.GiveBack();
        native.Dispose();
    }
}
