using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules of one tensor, one after the other. What stands between them is freed, save the input.</summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<nn.IModule<Tensor, Tensor>> stages = [];

    internal Sequential()
        : base(nameof(Sequential))
    {
    }

    /// <summary>For subclasses. The modules take the names given.</summary>
    protected Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules)
        : this()
    {
        foreach (var (name, module) in modules)
            append(name, module);
    }

    /// <summary>For subclasses. The modules are numbered.</summary>
    protected Sequential(params nn.Module<Tensor, Tensor>[] modules)
        : this()
    {
        foreach (var module in modules)
            append(module);
    }

    public int Count => stages.Count;

    [IndexerName("SequentialItems")]
    public nn.IModule<Tensor, Tensor> this[int index] => stages[index];

    /// <summary>The modules from one place up to another, which share their parameters with these.</summary>
    [IndexerName("SequentialItems")]
    public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

    /// <summary>The modules of a range, which share their parameters with these.</summary>
    [IndexerName("SequentialItems")]
    public Sequential this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

    /// <summary>Adds a module at the end, and gives this back.</summary>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        AddChild(name, (nn.Module)module);
        stages.Add(module);
        return this;
    }

    /// <summary>Adds a module at the end, whose name is its number, and gives this back.</summary>
    public Sequential append(nn.IModule<Tensor, Tensor> module) => append($"{stages.Count}", module);

    public override Tensor forward(Tensor tensor)
    {
        if (stages.Count == 0)
            return tensor.alias();
        var current = stages[0].call(tensor);
        foreach (var stage in stages.Skip(1))
        {
            var next = stage.call(current);
            if (!ReferenceEquals(next, current))
                current.Dispose();
            current = next;
        }
        return current;
    }

    private Sequential Slice(int start, int end)
    {
        if (start < 0 || start > Count)
            throw new IndexOutOfRangeException($"{start} is not a valid index.");
        if (end < 0 || end > Count)
            throw new IndexOutOfRangeException($"{end} is not a valid index.");
        var slice = new Sequential();
        foreach (var (name, module) in named_children().Skip(start).Take(end - start))
            slice.append(name, (nn.IModule<Tensor, Tensor>)module);
        return slice;
    }
}
