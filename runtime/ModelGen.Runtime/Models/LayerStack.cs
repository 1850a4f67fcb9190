using System.Collections;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen;

/// <summary>
/// The container of a <c>repeat</c>: children of one class, numbered from 0, one after another. Typed access by index
/// (<c>net.Layer2[0].Conv1.weight</c>). Each intermediate is disposed as soon as the next child has used it.
/// </summary>
/// <typeparam name="T">The children's class.</typeparam>
public sealed class LayerStack<T> : nn.Module<Tensor, Tensor>, IInferenceForm, IReadOnlyList<T>
    where T : nn.Module<Tensor, Tensor>
{
    private readonly List<T> layers = [];

    public LayerStack(string name) : base(name)
    {
    }

    public int Count => layers.Count;

    public T this[int index] => layers[index];

    /// <summary>Appends <paramref name="count"/> children, each made by <paramref name="make"/>; returns this stack.</summary>
    public LayerStack<T> Add(int count, Func<T> make)
    {
        for (int i = 0; i < count; i++)
        {
            var layer = make();
            register_module(layers.Count.ToString(CultureInfo.InvariantCulture), layer);
            layers.Add(layer);
        }

        return this;
    }

    public LayerStack<T> Add(T layer) => Add(1, () => layer);

    public override Tensor forward(Tensor input)
    {
        var x = input;
        foreach (var layer in layers)
        {
            var next = layer.call(x);
            if (!ReferenceEquals(x, input) && !ReferenceEquals(x, next))
                x.Dispose();
            x = next;
        }

        // The caller disposes what it is given, and the input is not ours to give.
        return layers.Count == 0 ? input.alias() : x;
    }

    /// <inheritdoc/>
    public InferenceValue Trace(InferenceValue input) => layers.Aggregate(input, (value, layer) => layer.Trace(value));

    public IEnumerator<T> GetEnumerator() => layers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Children are registered by hand: nothing is left for reflection to find.</summary>
    protected override void RegisterComponents()
    {
    }
}
