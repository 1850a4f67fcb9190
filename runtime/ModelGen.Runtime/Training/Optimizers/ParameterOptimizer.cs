using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>
/// Moves parameters along their gradients, by PyTorch's arithmetic, operation by operation. What it remembers is a few tensors for each
/// parameter under the parameter's name, so that a checkpoint can hold them and an interrupted run can go on bit for bit.
/// </summary>
/// <param name="parameters">On their device; those without a gradient at a step are left alone.</param>
/// <param name="slots">Names of the tensors kept for each parameter.</param>
internal abstract class ParameterOptimizer(IReadOnlyList<OptimizedParameter> parameters, IReadOnlyList<string> slots) : IDisposable
{
    public IReadOnlyList<OptimizedParameter> Parameters => parameters;

    public IReadOnlyList<string> SlotNames => slots;

    /// <summary>One update at the schedule's rate. Gradients may be overwritten.</summary>
    public void Step(double rate)
    {
        using var guard = no_grad();
        // Readings of a gradient are handles of their own.
        var ready = parameters.Select(p => (Parameter: p, Gradient: p.Value.grad)).Where(r => r.Gradient is not null).Select(r => (r.Parameter, r.Gradient!)).ToList();
        foreach (var (parameter, _) in ready)
        {
            parameter.MakeSlots(slots.Count);
            parameter.Updates++;
        }

        if (!TryUpdate(ready, rate))
        {
            foreach (var (parameter, gradient) in ready)
                Update(parameter, gradient, rate * parameter.LrScale);
        }

        ready.ForEach(r => r.Item2.Dispose());
    }

    public void ClearGradients()
    {
        foreach (var parameter in parameters)
            parameter.Value.grad = null;
    }

    public void Dispose()
    {
        foreach (var parameter in parameters)
        {
            foreach (var slot in parameter.Slots)
                slot.Dispose();
            parameter.Slots = [];
        }
    }

    /// <summary>Updates all of them in one call, where the provider has one; false, and nothing done, where it has not.</summary>
    protected virtual bool TryUpdate(IReadOnlyList<(OptimizedParameter Parameter, Tensor Gradient)> ready, double rate) => false;

    /// <summary>Updates one parameter; gradients are not recorded.</summary>
    protected abstract void Update(OptimizedParameter parameter, Tensor gradient, double rate);

    protected static Tensor[] Values(IReadOnlyList<(OptimizedParameter Parameter, Tensor Gradient)> ready) => [.. ready.Select(r => r.Parameter.Value)];

    protected static Tensor[] Gradients(IReadOnlyList<(OptimizedParameter Parameter, Tensor Gradient)> ready) => [.. ready.Select(r => r.Gradient)];

    protected static Tensor[] Slots(IReadOnlyList<(OptimizedParameter Parameter, Tensor Gradient)> ready, int slot) => [.. ready.Select(r => r.Parameter.Slots[slot])];

    protected static double[] Rates(IReadOnlyList<(OptimizedParameter Parameter, Tensor Gradient)> ready, double rate) => [.. ready.Select(r => rate * r.Parameter.LrScale)];

    protected static double[] Decays(IReadOnlyList<(OptimizedParameter Parameter, Tensor Gradient)> ready) => [.. ready.Select(r => r.Parameter.WeightDecay)];

    /// <summary>Weight decay as a penalty in the loss: added to the gradient.</summary>
    protected static void AddDecay(OptimizedParameter parameter, Tensor gradient)
    {
        if (parameter.WeightDecay == 0)
            return;
        using Scalar decay = parameter.WeightDecay;
        gradient.add_(parameter.Value, decay);
    }

    /// <summary>Weight decay by itself (Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019).</summary>
    protected static void Shrink(OptimizedParameter parameter, double rate)
    {
        if (parameter.WeightDecay == 0)
            return;
        using Scalar factor = 1 - (rate * parameter.WeightDecay);
        parameter.Value.mul_(factor);
    }
}
