using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.permute of an image, the batch staying first.</summary>
internal sealed class Permute : Op
{
    public override string Name => "permute";

    public override string Summary =>
        "Another order of the dimensions, the batch counted as 0 (torch.permute): [0, 2, 3, 1] puts the channels last, [0, 3, 1, 2] puts them back.";

    public override bool IsModule => false;

    public override EquatableArray<OpParameter> Parameters { get; } = new(
        OpParameter.Required("dims", ParameterType.IntegerList, "Which old dimension each new one is; the first is 0, the batch.") with { IsMain = true, Minimum = 0, Maximum = 3 });

    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: false, SavesOutput: false, OutputAliasesInput: true);

    public override Shape? Infer(OpCall call)
    {
        long[] dims = call.Integers("dims");
        if (call.In.Rank != 3)
            return call.Fail($"expected an image, found a vector of {call.In}");
        if (dims is not [0, _, _, _] || dims.Distinct().Count() != 4)
            return call.Fail($"expected an order of 0, 1, 2, 3 that begins with 0, found {call.Find("dims")}", "dims");
        long oldChannels = call.In.IsChannelsLast ? 3 : 1;
        if (dims[2] == oldChannels)
            return call.Fail("the channels would come between height and width: they stand first or last", "dims");
        return new Shape([.. dims.Skip(1).Select(d => call.In.Dimensions[(int)d - 1])]) { IsChannelsLast = dims[3] == oldChannels };
    }
}
