using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Ops;

/// <summary>A bare parameter, a factor for each channel.</summary>
internal sealed class ScaleEmission : ChildEmission
{
    public override string Op => "scale";

    public override string Type => ParameterCall.ParameterType;

    public override bool IsModule => false;

    public override Construction Construct(OpNode node) => new ParameterCall(
        isImage: node.InputShapes[0].IsImage, [SlotsOf.InputChannels(node), SlotsOf.Number(node, "value")]);

    public override string Expression(OpNode node, string child, Operand input) => input.Receiver + " * " + child;

    public override string Traced(OpNode node, string child, Operand input) => input.Receiver + ".Scale(" + child + ")";
}
