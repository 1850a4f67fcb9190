using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Spec.Training;

/// <summary>An augmentation that <c>training: augment:</c> can name; arguments are those of the runtime's record, in its order.</summary>
internal sealed record AugmentationKind(string Name, string Summary, EquatableArray<OpParameter> Parameters)
{
    public static IReadOnlyList<AugmentationKind> All { get; } =
    [
        new(
            "random_crop",
            "Pads with zeros and cuts a square at a random place.",
            new(
                OpParameter.Required("size", ParameterType.Integer, "Side of the square, in pixels.") with { IsMain = true, Minimum = 1 },
                OpParameter.Integer("padding", 0, "Pixels added on each side before.") with { Minimum = 0 })),
        new(
            "horizontal_flip",
            "Mirrors left and right.",
            new(new OpParameter("p", ParameterType.Number, new Value.Number(0.5), "Probability.") { IsMain = true, Minimum = 0, Maximum = 1 })),
    ];

    public static AugmentationKind? Find(string name) => All.FirstOrDefault(a => a.Name == name);
}
