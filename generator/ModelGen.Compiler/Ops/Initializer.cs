using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>
/// A way to draw fresh weights, in the words of torch.nn.init without the closing underscore; parameters have its names and defaults.
/// </summary>
public sealed record Initializer(string Name, string Summary, EquatableArray<OpParameter> Parameters)
{
    /// <summary>The registry: every initializer, by name.</summary>
    public static IReadOnlyList<Initializer> All { get; } = Registry().OrderBy(i => i.Name, StringComparer.Ordinal).ToList();

    /// <summary>The initializer of this word, or null.</summary>
    public static Initializer? Find(string name) => All.FirstOrDefault(i => i.Name == name);

    private static IEnumerable<Initializer> Registry()
    {
        var slope = OpParameter.Number("a", 0, "Negative slope of the leaky ReLU that follows.");
        var mode = OpParameter.Word("mode", "fan_in", "Which variance is kept: of the forward pass (fan_in) or of the backward pass (fan_out).", "fan_in", "fan_out");
        var nonlinearity = OpParameter.Word(
            "nonlinearity", "leaky_relu", "What follows; sets the gain.", "leaky_relu", "relu", "linear", "conv2d", "sigmoid", "tanh");
        var gain = OpParameter.Number("gain", 1, "Factor on the standard deviation.");
        var mean = OpParameter.Number("mean", 0, "Mean.");
        var std = OpParameter.Number("std", 1, "Standard deviation.") with { Minimum = 0 };

        yield return new("kaiming_normal", "Normal, scaled by the fan and the gain (He et al. 2015, section 2.2).", new(slope, mode, nonlinearity));
        yield return new("kaiming_uniform", "Uniform, scaled by the fan and the gain (He et al. 2015, section 2.2).", new(slope, mode, nonlinearity));
        yield return new("xavier_normal", "Normal, scaled by both fans (Glorot & Bengio 2010, section 4.2).", new(gain));
        yield return new("xavier_uniform", "Uniform, scaled by both fans (Glorot & Bengio 2010, section 4.2).", new(gain));
        yield return new("normal", "Normal.", new(mean, std));
        yield return new(
            "trunc_normal",
            "Normal, cut off at two values.",
            new(mean, std, OpParameter.Number("a", -2, "Least value."), OpParameter.Number("b", 2, "Greatest value.")));
        yield return new("uniform", "Uniform.", new(OpParameter.Number("a", 0, "Least value."), OpParameter.Number("b", 1, "Greatest value.")));
        yield return new(
            "constant", "One value everywhere.", new(OpParameter.Required("value", ParameterType.Number, "The value.") with { IsMain = true }));
        yield return new("zeros", "Zero: as the weight of a branch's last norm it makes the block an identity at first.", default);
        yield return new("ones", "One.", default);
        yield return new("orthogonal", "An orthogonal matrix (Saxe et al. 2013).", new(gain));
    }
}
