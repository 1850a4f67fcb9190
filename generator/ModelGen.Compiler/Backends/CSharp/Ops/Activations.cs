using ModelGen.Compiler.Backends.CSharp.Plan;

namespace ModelGen.Compiler.Backends.CSharp.Ops;

/// <summary>An activation that is a method of the tensor without arguments, with a sibling in place: <c>relu()</c> and <c>relu_()</c>.</summary>
internal sealed class ActivationEmission(string op, string method) : FunctionEmission
{
    public override string Op => op;

    public override bool HasInPlace => true;

    public override string Expression(Operand input, IReadOnlyList<string?> arguments) => input.Receiver + "." + method + "()";

    public override string InPlace(string receiver, IReadOnlyList<string?> arguments) => receiver + "." + method + "_()";
}
