using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.functional.pad on an image.</summary>
internal sealed class Pad : Op
{
    public override string Name => "pad";

    public override string Summary =>
        "Adds rows, columns or channels (torch.nn.functional.pad): an integer for all four sides, or [left, right, top, bottom], or these and [front, back] channels.";

    public override bool IsModule => false;

    public override EquatableArray<OpParameter> Parameters { get; } = new(
        OpParameter.Required("padding", ParameterType.IntegerOrList, "What to add: n, [left, right, top, bottom] or [left, right, top, bottom, front, back]; front and back are channels.")
            with { IsMain = true, Minimum = 0 },
        OpParameter.Number("value", 0, "What to fill with."));

    // The gradient of a padding is a slice of the gradient.
    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: false, SavesOutput: false, OutputAliasesInput: false);

    /// <summary>Left, right, top, bottom, front, back.</summary>
    public static long[] Amounts(OpCall call) => call.Integers("padding") switch
    {
        [var all] => [all, all, all, all, 0, 0],
        [var left, var right, var top, var bottom] => [left, right, top, bottom, 0, 0],
        var amounts => amounts,
    };

    public override Shape? Infer(OpCall call)
    {
        if (!Expect.Image(call))
            return null;
        long[] amounts = Amounts(call);
        if (amounts.Length != 6)
            return call.Fail($"expected 1, 4 or 6 numbers (left, right, top, bottom, front, back), found {amounts.Length}", "padding");
        return new Shape(call.In.Channels + amounts[4] + amounts[5], Padded(call.In.Height, amounts[2] + amounts[3]), Padded(call.In.Width, amounts[0] + amounts[1]));
    }

    private static long Padded(long size, long by) => size == Shape.Free ? size : size + by;
}
