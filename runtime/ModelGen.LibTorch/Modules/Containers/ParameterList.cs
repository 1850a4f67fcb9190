using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A list of parameters, each registered under its number.</summary>
public class ParameterList : nn.Module, IList<Parameter>
{
    private readonly List<Parameter> items = [];

    public ParameterList(params Parameter[] parameters)
        : base(nameof(ParameterList)) => extend(parameters);

    public int Count => items.Count;

    public bool IsReadOnly => false;

    public Parameter this[int index]
    {
        get => items[index];
        set
        {
            items[index] = value;
            Renumber();
        }
    }

    public void Add(Parameter item) => Insert(items.Count, item);

    public void append(params Parameter[] parameters) => extend(parameters);

    public void extend(IEnumerable<Parameter> parameters)
    {
        items.AddRange(parameters);
        Renumber();
    }

    public void Insert(int index, Parameter item)
    {
        items.Insert(index, item);
        Renumber();
    }

    public bool Remove(Parameter item)
    {
        int place = IndexOf(item);
        if (place >= 0)
            RemoveAt(place);
        return place >= 0;
    }

    public void RemoveAt(int index)
    {
        items.RemoveAt(index);
        Renumber();
    }

    public void Clear()
    {
        items.Clear();
        Renumber();
    }

    public bool Contains(Parameter item) => IndexOf(item) >= 0;

    // By identity: a tensor's own equality compares the elements.
    public int IndexOf(Parameter item) => items.FindIndex(parameter => ReferenceEquals(parameter, item));

    public void CopyTo(Parameter[] array, int arrayIndex) => items.CopyTo(array, arrayIndex);

    public IEnumerator<Parameter> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Renumber()
    {
        _internal_params.clear();
        for (int k = 0; k < items.Count; k++)
            register_parameter($"{k}", items[k]);
    }
}
