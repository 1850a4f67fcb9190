using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>One trained parameter with what an optimizer keeps for it.</summary>
/// <param name="Name">Its key in the state dict.</param>
/// <param name="Value">The parameter itself.</param>
/// <param name="LrScale">Its learning rate as a multiple of the schedule's.</param>
/// <param name="WeightDecay">Its own.</param>
internal sealed record OptimizedParameter(string Name, Tensor Value, double LrScale, double WeightDecay)
{
    /// <summary>Updates so far; fewer than the run's where it was frozen at first.</summary>
    public long Updates { get; set; }

    /// <summary>The optimizer's memory, of the parameter's shape; empty before the first update.</summary>
    public Tensor[] Slots { get; set; } = [];

    /// <summary>Zeroed memory for an optimizer that keeps <paramref name="count"/> tensors.</summary>
    public void MakeSlots(int count)
    {
        if (Slots.Length == count)
            return;
        using (no_grad())
            Slots = [.. Enumerable.Range(0, count).Select(_ => zeros_like(Value).DetachFromDisposeScope())];
    }
}
