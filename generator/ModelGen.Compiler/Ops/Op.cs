using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>
/// A primitive of the language. It owns its parameters, its checks and its shape rule; the registry of ops is the single source of the
/// parser's vocabulary, the reference page and the hints. Names and defaults of arguments are torch.nn's.
/// </summary>
public abstract class Op
{
    /// <summary>The word in YAML: <c>conv</c>, <c>batch_norm</c>, <c>relu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>One sentence for the reference page.</summary>
    public abstract string Summary { get; }

    /// <summary>The arguments in order; the main one, which the word itself takes (<c>conv: 16</c>), is marked.</summary>
    public virtual EquatableArray<OpParameter> Parameters => EquatableArray<OpParameter>.Empty;

    /// <summary>Computes the output's shape, or reports why there is none (<see cref="OpCall.Fail"/>) and returns null.</summary>
    public abstract Shape? Infer(OpCall call);

    /// <summary>Parameters and buffers in torch's own order, named as in the state dict: weight, bias, running_mean, …</summary>
    public virtual EquatableArray<StateEntry> State(OpCall call) => EquatableArray<StateEntry>.Empty;

    /// <summary>True if any call of this op has parameters or buffers, so that it needs a name inside a transparent list.</summary>
    public virtual bool HasState => false;

    /// <summary>Multiply-adds for one image, as torchvision and fvcore count them: convolutions and linear layers.</summary>
    public virtual long MultiplyAdds(OpCall call, Shape output) => 0;

    /// <summary>True if the op is a child in generated code, a module or a bare parameter, so that it has a key and a property; false for functions.</summary>
    public virtual bool IsModule => true;

    /// <summary>What planned memory must know.</summary>
    public virtual MemoryTraits Memory => MemoryTraits.Default;
}

/// <param name="CanRunInPlace">The op may overwrite its input (and autograd allows it, if nobody saved that input).</param>
/// <param name="SavesInput">Autograd keeps the input for the backward pass: a later op must not overwrite it.</param>
/// <param name="SavesOutput">Autograd keeps the output for the backward pass: a later op must not overwrite it.</param>
/// <param name="OutputAliasesInput">The output may share the input's memory (flatten, and dropout in eval mode).</param>
public sealed record MemoryTraits(bool CanRunInPlace, bool SavesInput, bool SavesOutput, bool OutputAliasesInput)
{
    public static MemoryTraits Default { get; } = new(CanRunInPlace: false, SavesInput: true, SavesOutput: false, OutputAliasesInput: false);
}

public enum StateKind
{
    Parameter,
    Buffer,
}

/// <summary>One tensor of a module's state dict. The shape is empty for a scalar (<c>num_batches_tracked</c>, an int64).</summary>
public sealed record StateEntry(string Name, StateKind Kind, Shape Shape)
{
    /// <summary>The name of a parameter that is no module's: its key is the node's own.</summary>
    public const string Bare = "";

    public string DType { get; init; } = "float32";

    /// <summary>The whole key, given that of the node.</summary>
    public string Below(string key) => Name == Bare ? key : key + "." + Name;

    /// <summary>What most layers have.</summary>
    internal static EquatableArray<StateEntry> WeightAndBias(Shape weight, Shape bias, bool hasBias) => hasBias
        ? new(new StateEntry("weight", StateKind.Parameter, weight), new StateEntry("bias", StateKind.Parameter, bias))
        : new(new StateEntry("weight", StateKind.Parameter, weight));
}
