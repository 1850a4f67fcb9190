using ModelGen.Compiler.Backends.CSharp.Plan;

namespace ModelGen.Compiler.Backends.CSharp.Ops;

internal sealed class GlobalAvgPoolEmission : FunctionEmission
{
    public override string Op => "global_avg_pool";

    public override string Expression(Operand input, IReadOnlyList<string?> arguments) => input.Receiver + ".mean([2, 3])";
}

internal sealed class FlattenEmission : FunctionEmission
{
    public override string Op => "flatten";

    public override string Expression(Operand input, IReadOnlyList<string?> arguments) => input.Receiver + ".flatten(1)";
}
