using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Ops;

/// <summary>How one op of the language is written in C#.</summary>
internal abstract class OpEmission
{
    /// <summary>The op's word in the language.</summary>
    public abstract string Op { get; }
}

/// <summary>An op that is a child: a module, or a bare parameter. Its values are arguments of what makes it.</summary>
internal abstract class ChildEmission : OpEmission
{
    /// <summary>The child's class.</summary>
    public abstract string Type { get; }

    /// <summary>True if the child is a module, which is called; false for a bare parameter.</summary>
    public virtual bool IsModule => true;

    public abstract Construction Construct(OpNode node);

    /// <summary>The value in <c>forward</c>.</summary>
    /// <param name="child">The child's property; with a question mark where it may not exist and is called, with an exclamation mark where it was asked for.</param>
    public abstract string Expression(OpNode node, string child, Operand input);

    /// <summary>The same in <c>Trace</c>, where values are recorded rather than computed.</summary>
    public abstract string Traced(OpNode node, string child, Operand input);
}

/// <summary>An op that is an expression in <c>forward</c>.</summary>
internal abstract class FunctionEmission : OpEmission
{
    /// <summary>The values the expression needs, in order.</summary>
    public virtual IReadOnlyList<Slot> Slots(OpNode node) => [];

    /// <summary>True for an op that does nothing: its output is its input.</summary>
    public virtual bool IsIdentity => false;

    public virtual bool HasInPlace => false;

    /// <summary>Tells apart uses that need another expression (<c>padding: same</c>): such uses do not share a class.</summary>
    public virtual string Form(OpNode node) => Op;

    /// <summary>The value as an expression. The arguments are those that differ from the callee's defaults, labelled where the slot has a label.</summary>
    public abstract string Expression(OpNode node, Operand input, IReadOnlyList<string> arguments);

    /// <summary>The value in <c>Trace</c>, where values are recorded rather than computed.</summary>
    public virtual string Traced(OpNode node, Operand input, IReadOnlyList<string> arguments) =>
        input.Receiver + ".Map(" + TracePlanner.Mapped + " => " + Expression(node, Operand.Named(TracePlanner.Mapped), arguments) + ")";

    /// <summary>A call that overwrites <paramref name="receiver"/>, where there is one.</summary>
    public virtual string InPlace(string receiver, IReadOnlyList<string> arguments) =>
        throw new NotSupportedException(Op + " has no form in place");
}
