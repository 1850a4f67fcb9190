using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Ops;

/// <summary>A call of one function: of a method of the tensor (<c>x.relu()</c>), or of a static one (<c>nn.functional.mish(x)</c>).</summary>
/// <param name="function">The method's name, or the whole name of a static function.</param>
/// <param name="constants">Arguments that are always the same, and come first.</param>
internal class CallEmission(string op, string function, Func<OpNode, IEnumerable<Slot>>? slots = null, params string[] constants) : FunctionEmission
{
    private readonly bool isStatic = function.Contains('.');

    public override string Op => op;

    public override IReadOnlyList<Slot> Slots(OpNode node) => slots is null ? [] : [.. slots(node)];

    public override string Expression(OpNode node, Operand input, IReadOnlyList<string> arguments) => Call(function, input.Text, input.Receiver, arguments);

    /// <summary>The name of the recording method, where the inference form knows this function by name; else it stays a function.</summary>
    public string? Recorded { get; init; }

    public override string Traced(OpNode node, Operand input, IReadOnlyList<string> arguments) => Recorded is null
        ? base.Traced(node, input, arguments)
        : input.Receiver + "." + Recorded + "(" + string.Join(", ", arguments) + ")";

    protected string Call(string callee, string input, string receiver, IReadOnlyList<string> arguments) => isStatic
        ? callee + "(" + string.Join(", ", [input, .. constants, .. arguments]) + ")"
        : receiver + "." + callee + "(" + string.Join(", ", [.. constants, .. arguments]) + ")";
}

/// <summary>A method with a sibling that overwrites the tensor: <c>relu()</c> and <c>relu_()</c>.</summary>
internal sealed class InPlaceEmission(string op, Func<OpNode, IEnumerable<Slot>>? slots = null) : CallEmission(op, op, slots)
{
    public override bool HasInPlace => true;

    public override string InPlace(string receiver, IReadOnlyList<string> arguments) => Call(Op + "_", receiver, receiver, arguments);
}

/// <summary>A max pooling: <c>padding: same</c> depends on the image's size, so that the padding is made when the size is known.</summary>
internal sealed class MaxPoolEmission() : CallEmission("max_pool", "nn.functional.max_pool2d", MaxPoolSlots)
{
    public override string Form(OpNode node) => IsSame(node) ? Op + " same" : Op;

    public override string Expression(OpNode node, Operand input, IReadOnlyList<string> arguments) => IsSame(node)
        ? input.Receiver + ".MaxPoolSame(" + string.Join(", ", arguments) + ")"
        : base.Expression(node, input, arguments);

    public override string Traced(OpNode node, Operand input, IReadOnlyList<string> arguments) =>
        input.Receiver + (IsSame(node) ? ".MaxPoolSame(" : ".MaxPool(") + string.Join(", ", arguments) + ")";

    private static bool IsSame(OpNode node) => SlotsOf.IsWord(node, "padding", "same");

    private static IEnumerable<Slot> MaxPoolSlots(OpNode node) => IsSame(node)
        ? [SlotsOf.List(node, "kernel_size"), SlotsOf.List(node, "stride", orElse: "kernel_size"), SlotsOf.List(node, "dilation", 1)]
        :
        [
            SlotsOf.List(node, "kernel_size"),
            SlotsOf.List(node, "stride", orElse: "kernel_size"),
            SlotsOf.List(node, "padding", 0),
            SlotsOf.List(node, "dilation", 1),
            SlotsOf.Bool(node, "ceil_mode", false),
        ];
}

internal sealed class IdentityEmission : FunctionEmission
{
    public override string Op => "identity";

    public override bool IsIdentity => true;

    public override string Expression(OpNode node, Operand input, IReadOnlyList<string> arguments) => input.Text;
}
