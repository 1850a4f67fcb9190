using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;

namespace ModelGen.Compiler.Backends.CSharp.Ops;

/// <summary>Writes initializers as calls of nn.init.</summary>
internal static class InitializerEmission
{
    // Arguments of torch.nn.init that TorchSharp calls otherwise.
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal) { ["uniform.a"] = "low", ["uniform.b"] = "high" };

    private static readonly Dictionary<string, (string Type, Dictionary<string, string> Members)> Enums = new(StringComparer.Ordinal)
    {
        ["mode"] = ("nn.init.FanInOut", new(StringComparer.Ordinal) { ["fan_in"] = "FanIn", ["fan_out"] = "FanOut" }),
        ["nonlinearity"] = ("nn.init.NonlinearityType", new(StringComparer.Ordinal)
        {
            ["linear"] = "Linear", ["conv2d"] = "Conv2D", ["sigmoid"] = "Sigmoid", ["tanh"] = "Tanh", ["relu"] = "ReLU", ["leaky_relu"] = "LeakyReLU",
        }),
    };

    /// <summary>The initializations a node asks for: of its weight, then of its bias.</summary>
    public static IReadOnlyList<Initialization> Of(OpNode node)
    {
        var result = new List<Initialization>();
        if (SlotsOf.Find(node, "init") is Value.Initializer weight)
            result.Add(Make("weight", weight));
        if (SlotsOf.Find(node, "bias_init") is Value.Initializer bias)
            result.Add(Make("bias", bias));
        return result;
    }

    private static Initialization Make(string tensor, Value.Initializer initializer)
    {
        var definition = Initializer.Find(initializer.Name) ?? throw new InvalidOperationException("no initializer is called " + initializer.Name);
        string method = initializer.Name switch
        {
            // TorchSharp 0.107's draw from other distributions: see WeightInit.
            "xavier_normal" => "WeightInit.XavierNormal",
            "trunc_normal" => "WeightInit.TruncNormal",
            var name => "nn.init." + name + "_",
        };
        var slots = initializer.Arguments.Select(a => Slot(initializer.Name, a, definition.Parameters.First(p => p.Name == a.Name)));
        return new Initialization(tensor, method, [.. slots]);
    }

    private static Slot Slot(string initializer, Argument argument, OpParameter parameter)
    {
        var slot = argument.Value switch
        {
            Value.Text text => new Slot(argument.Name, Enums[argument.Name].Type, Member(argument.Name, text)),
            var value => new Slot(argument.Name, "double", CSharpLiteral.Of(((Value.Number)value).Amount)) { Source = Plan.Slot.PlainName(argument.Source) },
        };
        return parameter.Default switch
        {
            null => slot,
            Value.Text text => slot with { Label = argument.Name, Default = Member(argument.Name, text) },
            var value => slot with { Label = Label(initializer, argument.Name), Default = CSharpLiteral.Of(((Value.Number)value).Amount) },
        };
    }

    private static string Label(string initializer, string argument) => Labels.TryGetValue(initializer + "." + argument, out string label) ? label : argument;

    private static string Member(string argument, Value.Text text) => Enums[argument].Type + "." + Enums[argument].Members[text.Content];
}
