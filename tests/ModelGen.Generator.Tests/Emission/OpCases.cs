using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;

namespace ModelGen.Generator.Tests.Emission;

/// <summary>A call of one op that contract tests make: what comes in, and the arguments that are given.</summary>
public sealed record OpCase(string Op, Shape Input, params (string Name, object Value)[] Arguments)
{
    public override string ToString() => Op + "(" + string.Join(", ", Arguments.Select(a => a.Name + ": " + Text(a.Value))) + ") on " + Input;

    private static string Text(object value) => value is Array list ? "[" + string.Join(", ", list.Cast<object>()) + "]" : value.ToString()!;
}

/// <summary>The calls: one of each op at least, and one for each argument that matters to shapes, state or code.</summary>
internal static class OpCases
{
    private static readonly Shape Image = new(4, 8, 8);
    private static readonly Shape Odd = new(4, 9, 7);
    private static readonly Shape Vector = new(6);
    private static readonly Shape ChannelsLast = new(8, 8, 4) { IsChannelsLast = true };

    public static IReadOnlyList<OpCase> All { get; } =
    [
        new("adaptive_avg_pool", Image, ("output_size", 1)),
        new("adaptive_avg_pool", Odd, ("output_size", new[] { 3, 2 })),
        new("adaptive_max_pool", Odd, ("output_size", 3)),
        new("alpha_dropout", Image, ("p", 0.3)),
        new("avg_pool", Image, ("kernel_size", 2)),
        new("avg_pool", Odd, ("kernel_size", 3), ("stride", 2), ("padding", 1), ("ceil_mode", true), ("count_include_pad", false)),
        new("avg_pool", Odd, ("kernel_size", new[] { 3, 2 }), ("stride", new[] { 1, 2 })),
        new("batch_norm", Image),
        new("batch_norm", Image, ("eps", 1e-3), ("momentum", 0.01)),
        new("batch_norm", Image, ("affine", false)),
        new("batch_norm", Image, ("init", Init("zeros")), ("bias_init", Init("constant", ("value", 0.5)))),
        new("celu", Image, ("alpha", 0.5)),
        new("channel_shuffle", Image, ("groups", 2)),
        new("channel_shuffle", Image, ("groups", 1)),
        new("conv", Image, ("out_channels", 6), ("kernel_size", 3)),
        new("conv", Image, ("out_channels", 8), ("kernel_size", 3), ("stride", 2), ("padding", 1), ("groups", 4), ("bias", false)),
        new("conv", Odd, ("out_channels", 3), ("kernel_size", new[] { 1, 5 }), ("padding", new[] { 0, 2 }), ("dilation", 1)),
        new("conv", Odd, ("out_channels", 3), ("kernel_size", 3), ("dilation", 2)),
        new("conv", Odd, ("out_channels", 3), ("kernel_size", 3), ("padding", "same")),
        new("conv", Image, ("out_channels", 3), ("kernel_size", 3), ("stride", 2), ("padding", "same")),
        new("conv", Odd, ("out_channels", 3), ("kernel_size", new[] { 4, 3 }), ("stride", new[] { 2, 3 }), ("padding", "same"), ("dilation", 2)),
        new("conv", Image, ("out_channels", 4), ("kernel_size", 1), ("init", Init("kaiming_normal", ("mode", "fan_out"))), ("bias_init", Init("zeros"))),
        new("conv_transpose", Image, ("out_channels", 6), ("kernel_size", 2), ("stride", 2)),
        new("conv_transpose", Odd, ("out_channels", 2), ("kernel_size", 3), ("stride", 2), ("padding", 1), ("output_padding", 1), ("groups", 2), ("dilation", 2)),
        new("drop_block", Image, ("p", 0.2), ("block_size", 3)),
        new("drop_path", Image, ("p", 0.2)),
        new("drop_path", Image, ("p", 0.2), ("mode", "batch")),
        new("dropout", Vector),
        new("dropout2d", Image, ("p", 0.3)),
        new("elu", Image, ("alpha", 0.7)),
        new("flatten", Image),
        new("gelu", Image),
        new("global_avg_pool", Image),
        new("global_max_pool", Image),
        new("group_norm", Image, ("num_groups", 2)),
        new("group_norm", Image, ("num_groups", 4), ("eps", 1e-3), ("affine", false)),
        new("hardsigmoid", Image),
        new("hardswish", Image),
        new("hardtanh", Image, ("min_val", -0.5), ("max_val", 2)),
        new("identity", Image),
        new("layer_norm", Vector),
        new("layer_norm", ChannelsLast, ("eps", 1e-6)),
        new("layer_norm_2d", Image, ("eps", 1e-6)),
        new("layer_norm_2d", Image, ("affine", false)),
        new("leaky_relu", Image, ("negative_slope", 0.2)),
        new("linear", Vector, ("out_features", 3)),
        new("linear", Vector, ("out_features", 3), ("bias", false), ("init", Init("trunc_normal", ("std", 0.02)))),
        new("linear", Vector, ("out_features", 3), ("init", Init("xavier_normal")), ("bias_init", Init("normal", ("std", 0.01)))),
        new("linear", ChannelsLast, ("out_features", 16)),
        new("log_softmax", Vector),
        new("max_pool", Image, ("kernel_size", 2)),
        new("max_pool", Odd, ("kernel_size", 3), ("stride", 2), ("padding", 1), ("ceil_mode", true)),
        new("max_pool", Odd, ("kernel_size", 2), ("stride", 1), ("dilation", 2)),
        new("max_pool", Image, ("kernel_size", 3), ("stride", 2), ("padding", "same")),
        new("max_pool", Odd, ("kernel_size", new[] { 3, 2 }), ("stride", new[] { 2, 2 }), ("padding", "same")),
        new("max_pool", Image, ("kernel_size", 1), ("stride", 2)),
        new("mish", Image),
        new("narrow", Image, ("range", new[] { 1, 2 })),
        new("pad", Image, ("padding", 1)),
        new("pad", Image, ("padding", new[] { 0, 1, 2, 3 }), ("value", -1)),
        new("pad", Image, ("padding", new[] { 0, 0, 0, 0, 2, 2 })),
        new("permute", Image, ("dims", new[] { 0, 2, 3, 1 })),
        new("permute", ChannelsLast, ("dims", new[] { 0, 3, 1, 2 })),
        new("prelu", Image),
        new("prelu", Image, ("num_parameters", 4), ("init", 0.1)),
        new("relu", Image),
        new("relu6", Image),
        new("scale", Image, ("value", 0.1)),
        new("scale", Vector, ("value", 1)),
        new("selu", Image),
        new("sigmoid", Image),
        new("silu", Image),
        new("softmax", Vector),
        new("softplus", Image, ("beta", 2)),
        new("subsample", Odd, ("stride", 2)),
        new("subsample", Odd, ("stride", new[] { 2, 3 })),
        new("tanh", Image),
    ];

    /// <summary>An initializer with its defaults filled in, as the front end hands it over.</summary>
    public static Value Init(string name, params (string Name, object Value)[] given)
    {
        var arguments = Initializer.Find(name)!.Parameters.Select(p => new Argument(
            p.Name,
            given.Any(g => g.Name == p.Name) ? Graphs.ScopeBuilder.ValueOf(given.First(g => g.Name == p.Name).Value) : p.Default!,
            null));
        return new Value.Initializer(name, arguments.ToEquatableArray());
    }
}
