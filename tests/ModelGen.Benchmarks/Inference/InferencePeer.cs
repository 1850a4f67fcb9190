namespace ModelGen.Benchmarks.Inference;

/// <summary>PyTorch's inference: tests/peers/infer.py.</summary>
internal sealed class InferencePeer() : PythonPeer("infer.py")
{
    public double Seconds(Network network, long batch, string form, int threads, double seconds) => Ask(
        new { model = network.Name, reference = network.Info.Reference, input = network.Input, batch, form, threads, seconds }, "seconds");
}
