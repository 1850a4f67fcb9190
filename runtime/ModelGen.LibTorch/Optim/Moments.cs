using ModelGen.LibTorch;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What Adam and AdamW remember of a parameter.</summary>
internal interface IMoments
{
    ref long Step { get; }
    ref Tensor? Mean { get; }
    ref Tensor? Square { get; }
    ref Tensor? LargestSquare { get; }
}

/// <summary>
/// The estimates of the gradient's mean and square: Kingma and Ba 2015, algorithm 1; the largest square: Reddi et al. 2018.
/// </summary>
internal static class Moments
{
    /// <summary>Updates the estimates by the gradients, and the parameters by the estimates.</summary>
    public static void Step<TState>(GradientList<TState> list, IAdamSettings settings, double rate)
        where TState : OptimizerState, IMoments
    {
        double beta1 = settings.Beta1!.Value;
        double beta2 = settings.Beta2!.Value;
        var means = list.Gather(state => state.Mean!);
        var squares = list.Gather(state => state.Square!);
        if (!settings.Amsgrad!.Value && TryStep(list, means, squares, settings, rate))
            return;
        Foreach.mul_(means, beta1);
        Foreach.add_(means, list.Gradients, 1 - beta1);
        Foreach.mul_(squares, beta2);
        Foreach.addcmul_(squares, list.Gradients, list.Gradients, 1 - beta2);
        if (settings.Amsgrad!.Value)
            squares = Largest(list, squares);

        foreach (var (before, places) in list.PartsByStep(state => state.Step++))
        {
            double correction1 = 1 - Math.Pow(beta1, before + 1);
            double correction2 = 1 - Math.Pow(beta2, before + 1);
            var divisors = Foreach.sqrt(GradientList<TState>.At(squares, places));
            Foreach.div_(divisors, Math.Sqrt(correction2));
            Foreach.add_(divisors, settings.Eps!.Value);
            Foreach.addcdiv_(
                GradientList<TState>.At(list.Parameters, places), GradientList<TState>.At(means, places), divisors, -rate / correction1);
            GradientList<TState>.Free(divisors);
        }
    }

    /// <summary>The same in one call; decay and direction are in the gradients already.</summary>
    private static bool TryStep<TState>(GradientList<TState> list, Tensor[] means, Tensor[] squares, IAdamSettings settings, double rate)
        where TState : OptimizerState, IMoments
    {
        double beta1 = settings.Beta1!.Value;
        double beta2 = settings.Beta2!.Value;
        var steps = list.States.Select(state => AdamStep.At(rate, state.Step + 1, beta1, beta2, 0, decoupled: false));
        if (!NativeOptimizer.Adam(list.Parameters, list.Gradients, means, squares, [.. steps], beta1, beta2, settings.Eps!.Value))
            return false;
        foreach (var state in list.States)
            state.Step++;
        return true;
    }

    public static void Save(this IMoments state, BinaryWriter writer, Action<BinaryWriter, Tensor?> saveConditional)
    {
        writer.Write(state.Step);
        state.Mean!.Save(writer);
        state.Square!.Save(writer);
        saveConditional(writer, state.LargestSquare);
    }

    public static bool Equal(IMoments one, IMoments other, Func<Tensor?, Tensor?, bool> areClose) =>
        one.Step == other.Step && areClose(one.Mean, other.Mean) && areClose(one.Square, other.Square)
        && areClose(one.LargestSquare, other.LargestSquare);

    public static void Free(this IMoments state)
    {
        state.Mean?.Dispose();
        state.Square?.Dispose();
        state.LargestSquare?.Dispose();
        (state.Mean, state.Square, state.LargestSquare) = (null, null, null);
    }

    private static Tensor[] Largest<TState>(GradientList<TState> list, Tensor[] squares)
        where TState : OptimizerState, IMoments
    {
        var old = list.Gather(state => state.LargestSquare!);
        var largest = Foreach.maximum(old, squares);
        GradientList<TState>.Free(old);
        for (int place = 0; place < largest.Length; place++)
            list.States[place].LargestSquare = largest[place].DetachFromDisposeScope();
        return largest;
    }
}
