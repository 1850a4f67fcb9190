namespace ModelGen.Benchmarks.Inference;

/// <summary>PyTorch's inference: tests/peers/infer.py.</summary>
internal sealed class InferencePeer() : PythonPeer("infer.py")
{
    public double Seconds(Network network, long batch, string form, double seconds) => Ask(
        new { model = network.Name, reference = network.Info.Reference, input = network.Input, batch, form, seconds }, "seconds");

    /// <summary>The process's peak of resident memory, in bytes.</summary>
    public double Peak() => Ask(new { peak = true }, "peak");
}
