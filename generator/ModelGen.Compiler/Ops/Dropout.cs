using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>A dropout that has a probability and nothing else. A child module, so that <c>eval()</c> reaches it.</summary>
internal sealed class Dropout(string name, string summary, bool needsImage, double? @default) : Op
{
    // Autograd keeps the mask; in eval mode the output is the input.
    internal static readonly MemoryTraits DropoutMemory = new(CanRunInPlace: false, SavesInput: false, SavesOutput: false, OutputAliasesInput: true);

    /// <summary>The argument of every dropout that is its probability.</summary>
    public const string Rate = "p";

    public static IEnumerable<Op> All { get; } =
    [
        new Dropout("dropout", "Zeroes single values with probability p while training (torch.nn.Dropout; Srivastava et al. 2014).", needsImage: false, 0.5),
        new Dropout("dropout2d", "Zeroes whole channels with probability p while training (torch.nn.Dropout2d; Tompson et al. 2015).", needsImage: true, 0.5),
        new Dropout("alpha_dropout", "Dropout that keeps mean and variance, for SELU (torch.nn.AlphaDropout; Klambauer et al. 2017).", needsImage: false, 0.5),
        new DropPath(),
        new DropBlock(),
    ];

    public override string Name => name;

    public override string Summary => summary;

    public override EquatableArray<OpParameter> Parameters { get; } = new(Probability(@default));

    public override MemoryTraits Memory => DropoutMemory;

    public override Shape? Infer(OpCall call) => !needsImage || Expect.Image(call) ? call.In : null;

    internal static OpParameter Probability(double? @default)
    {
        var parameter = @default is { } value
            ? OpParameter.Number(Rate, value, "Probability of being zeroed.")
            : OpParameter.Required(Rate, ParameterType.Number, "Probability of being zeroed.");
        return parameter with { IsMain = true, Minimum = 0, Maximum = 1 };
    }
}
