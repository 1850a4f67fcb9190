using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Ops;

/// <summary>An op that is a child module.</summary>
/// <param name="type">The class, in namespace TorchSharp.Modules or ModelGen.</param>
/// <param name="isOurs">True for a class of ModelGen, which is made by its constructor; torch's are made by factories.</param>
/// <param name="takesDevice">True if it is made with <c>device:</c> and <c>dtype:</c>.</param>
internal class ModuleEmission(string op, string type, bool isOurs, bool takesDevice, Func<OpNode, IEnumerable<Slot>> slots) : ChildEmission
{
    public override string Op => op;

    public override string Type => type;

    /// <summary>True for a module that runs by its own <c>call</c>.</summary>
    public bool IsCalled(OpNode node) => Method(node) == "call";

    /// <summary>The method that runs the module.</summary>
    protected virtual string Method(OpNode node) => "call";

    public override Construction Construct(OpNode node) => new FactoryCall(type, (isOurs ? "new " : "nn.") + type, [.. slots(node)], takesDevice)
    {
        Form = Method(node),
        Initializations = InitializerEmission.Of(node),
    };

    public override string Expression(OpNode node, string child, Operand input) => child + "." + Method(node) + "(" + input.Text + ")";

    public override string Traced(OpNode node, string child, Operand input) => child + "." + Method(node).Replace("call", "Call").Replace("Call", "Trace") + "(" + input.Text + ")";
}

/// <summary>A convolution: <c>padding: same</c> depends on the image's size, so that the padding is made when the size is known.</summary>
internal sealed class ConvEmission() : ModuleEmission("conv", "Conv2d", isOurs: false, takesDevice: true, ConvSlots)
{
    protected override string Method(OpNode node) => SlotsOf.IsWord(node, "padding", "same") ? "CallSame" : "call";

    private static IEnumerable<Slot> ConvSlots(OpNode node) =>
    [
        SlotsOf.InputChannels(node),
        SlotsOf.Integer(node, "out_channels"),
        .. SlotsOf.Pairs(node, ("kernel_size", null), ("stride", 1), ("padding", 0), ("dilation", 1)),
        SlotsOf.Integer(node, "groups", 1),
        SlotsOf.Bool(node, "bias", true),
    ];
}
