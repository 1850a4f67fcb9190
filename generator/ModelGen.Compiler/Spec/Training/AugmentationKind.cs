using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Spec.Training;

/// <summary>
/// An augmentation that <c>training: augment:</c> can name; arguments are those of the runtime's record, in its order, the first beside the
/// word.
/// </summary>
internal sealed record AugmentationKind(string Name, string Summary, EquatableArray<OpParameter> Parameters)
{
    /// <summary>All of them, in the runtime's order.</summary>
    public static IReadOnlyList<AugmentationKind> All { get; } =
    [
        new("random_crop", "Pads with zeros and cuts a square at a random place.",
            new(Pixels("size"), Whole("padding", 0, 0, null, "Pixels added on each side before."))),
        new(
            "random_resized_crop",
            "Cuts a rectangle of some share of the area and resizes it to a square (Szegedy et al. 2015).",
            new(Whole("size", 0, 0, null, "Side of the square, in pixels; 0 for the size that images have."), Scale("min_scale", 0.08), Scale("max_scale", 1))),
        new("horizontal_flip", "Mirrors left and right.", new(Probability("p", 0.5))),
        new("rotation", "Turns by an angle drawn from ±degrees.",
            new(OpParameter.Required("degrees", ParameterType.Number, "Largest angle.") with { Minimum = 0, Maximum = 180 })),
        new(
            "color_jitter",
            "Changes brightness, contrast, saturation and hue by random amounts.",
            new(Probability("brightness", 0), Probability("contrast", 0), Probability("saturation", 0),
                Real("hue", 0, 0, 0.5, "Largest turn, as a share of the circle."))),
        new("cutout", "Hides a square around a random pixel (DeVries & Taylor 2017).", new(Pixels("size"))),
        new("random_erasing", "Hides a rectangle with probability p (Zhong et al. 2020).",
            new(Probability("p", 0.5), Scale("min_scale", 0.02), Scale("max_scale", 0.33))),
        new(
            "rand_augment",
            "Random operations at one strength (Cubuk et al. 2020).",
            new(Whole("ops", 2, 1, null, "Operations an image."), Whole("magnitude", 9, 0, 30, "Their strength."))),
        new("trivial_augment", "One random operation at a random strength (Müller & Hutter 2021).", default),
        new("mixup", "Blends each image with its neighbour (Zhang et al. 2018).", new(Alpha(0.2))),
        new("cutmix", "Pastes a rectangle of its neighbour into each image (Yun et al. 2019).", new(Alpha(1))),
    ];

    public string? Main => Parameters.Count == 0 ? null : Parameters[0].Name;

    public static AugmentationKind? Find(string name) => All.FirstOrDefault(a => a.Name == name);

    private static OpParameter Pixels(string name) =>
        OpParameter.Required(name, ParameterType.Integer, "Side of the square, in pixels.") with { Minimum = 1 };

    private static OpParameter Whole(string name, long @default, double minimum, double? maximum, string summary) =>
        OpParameter.Integer(name, @default, summary) with { Minimum = minimum, Maximum = maximum };

    private static OpParameter Real(string name, double @default, double minimum, double maximum, string summary) =>
        OpParameter.Number(name, @default, summary) with { Minimum = minimum, Maximum = maximum };

    private static OpParameter Probability(string name, double @default) => Real(name, @default, 0, 1, "Probability, or largest change.");

    private static OpParameter Scale(string name, double @default) =>
        Real(name, @default, 0, 1, "Share of the area.") with { IsMinimumExclusive = true };

    private static OpParameter Alpha(double @default) =>
        OpParameter.Number("alpha", @default, "Of the distribution Beta(α, α) of the share.") with
        {
            Minimum = 0,
            IsMinimumExclusive = true,
        };
}
