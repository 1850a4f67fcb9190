using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Ops;

/// <summary>How one op of the language is written in C#.</summary>
internal abstract class OpEmission
{
    /// <summary>The op's word in the language.</summary>
    public abstract string Op { get; }

    /// <summary>The values the call passes, in order.</summary>
    public virtual IReadOnlyList<Slot> Slots(OpNode node) => [];
}

/// <summary>An op that is a child module.</summary>
internal abstract class ModuleEmission : OpEmission
{
    /// <summary>The class, in namespace TorchSharp.Modules.</summary>
    public abstract string Type { get; }

    /// <summary>True if the factory takes <c>device:</c> and <c>dtype:</c>.</summary>
    protected virtual bool TakesDevice => false;

    public Construction Construct(OpNode node) => new FactoryCall(Type, "nn." + Type, Slots(node), TakesDevice);
}

/// <summary>An op that is an expression in <c>forward</c>.</summary>
internal abstract class FunctionEmission : OpEmission
{
    /// <summary>True for an op that does nothing: its output is its input.</summary>
    public virtual bool IsIdentity => false;

    public virtual bool HasInPlace => false;

    /// <summary>The value as an expression. Arguments stand in the order of the slots; null means the default.</summary>
    public abstract string Expression(Operand input, IReadOnlyList<string?> arguments);

    /// <summary>A call that overwrites <paramref name="receiver"/>, where there is one.</summary>
    public virtual string InPlace(string receiver, IReadOnlyList<string?> arguments) =>
        throw new NotSupportedException(Op + " has no form in place");
}
