using ModelGen.LibTorch;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// The parameters of a group that have a gradient, with it and their state, as parallel lists for operators on lists. What a parameter
/// shows as
/// its gradient is never changed; disposing frees what the step made.
/// </summary>
internal sealed class GradientList<TState> : IDisposable
    where TState : OptimizerState
{
    private readonly TState[] states;

    /// <param name="entries">Parameters, gradients and states.</param>
    /// <param name="maximize">Turns the gradients round.</param>
    /// <param name="weight_decay">The share of the parameters that is added to their gradients.</param>
    public GradientList(List<(Parameter parameter, Tensor gradient, TState state)> entries, bool maximize, double weight_decay)
    {
        Parameters = [.. entries.Select(entry => entry.parameter)];
        Gradients = [.. entries.Select(entry => entry.gradient)];
        states = [.. entries.Select(entry => entry.state)];
        if (IsEmpty)
            return;
        if (maximize)
            Replace(Foreach.neg(Gradients));
        if (weight_decay != 0)
            Replace(Foreach.add(Gradients, Parameters, weight_decay));
    }

    public bool IsEmpty => Parameters.Length == 0;

    public Tensor[] Parameters { get; }

    public Tensor[] Gradients { get; private set; }

    public IReadOnlyList<TState> States => states;

    /// <summary>The tensors of one kind in all states.</summary>
    public Tensor[] Gather(Func<TState, Tensor> tensor) => Array.ConvertAll(states, state => tensor(state));

    /// <summary>Takes other gradients, and frees the present ones.</summary>
    public void Replace(Tensor[] gradients)
    {
        Free(Gradients);
        Gradients = gradients;
    }

    /// <summary>The places of states that have made equally many steps: as a rule one part, the whole.</summary>
    public IEnumerable<(long step, int[] places)> PartsByStep(Func<TState, long> step) =>
        Enumerable.Range(0, states.Length).GroupBy(place => step(states[place])).Select(part => (part.Key, part.ToArray()));

    public void Dispose() => Free(Gradients);

    public static void Free(Tensor[] tensors)
    {
        foreach (var tensor in tensors)
            tensor.Dispose();
    }

    public static Tensor[] At(Tensor[] tensors, int[] places) =>
        places.Length == tensors.Length ? tensors : Array.ConvertAll(places, place => tensors[place]);
}
