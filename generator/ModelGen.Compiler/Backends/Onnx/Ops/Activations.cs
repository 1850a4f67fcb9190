namespace ModelGen.Compiler.Backends.Onnx.Ops;

/// <summary>Functions of single values.</summary>
internal static class Activations
{
    // Above this, softplus(x) is x in float32.
    private const double SoftplusIsLinear = 15;

    public static string Relu6(OnnxCall call) => Clip(call, 0, 6);

    public static string HardTanh(OnnxCall call) => Clip(call, call.Arguments.Number("min_val"), call.Arguments.Number("max_val"));

    /// <summary>x·sigmoid(x).</summary>
    public static string Silu(OnnxCall call) => Product(call, call.Input, call.Node("Sigmoid"));

    /// <summary>x·tanh(softplus(x)).</summary>
    public static string Mish(OnnxCall call) => Product(call, call.Input, Unary(call, "Tanh", call.Node("Softplus")));

    /// <summary>x·(1 + erf(x/√2))/2; the operator Gelu is younger than the opset.</summary>
    public static string Gelu(OnnxCall call)
    {
        string error = Unary(call, "Erf", Product(call, call.Input, call.Filled("root_half", Math.Sqrt(0.5))));
        string sum = call.Node("Add", [error, call.Filled("one", 1)], call.Out);
        return Product(call, Product(call, call.Input, sum), call.Filled("half", 0.5));
    }

    /// <summary>relu6(x + 3)/6.</summary>
    public static string HardSigmoid(OnnxCall call) =>
        call.Node("HardSigmoid", new OnnxAttribute.Number("alpha", 1.0 / 6), new OnnxAttribute.Number("beta", 0.5));

    /// <summary>log(1 + e^(βx))/β, or x where βx is above the threshold.</summary>
    public static string Softplus(OnnxCall call)
    {
        double beta = call.Arguments.Number("beta");
        double threshold = call.Arguments.Number("threshold");
        string steep = beta == 1 ? call.Input : Product(call, call.Input, call.Filled("beta", beta));
        string curve = Unary(call, "Softplus", steep);
        if (beta != 1)
            curve = call.Node("Div", [curve, call.Filled("beta", beta)], call.Out);
        if (threshold >= SoftplusIsLinear)
            return curve;
        string isLinear = call.Node("Greater", [steep, call.Filled("threshold", threshold)], output: null);
        return call.Node("Where", [isLinear, call.Input, curve], call.Out);
    }

    /// <summary>An operator with torch's argument of the same meaning.</summary>
    public static OnnxEmission WithNumber(string @operator, string argument, string attribute) =>
        call => call.Node(@operator, new OnnxAttribute.Number(attribute, call.Arguments.Number(argument)));

    public static string Prelu(OnnxCall call)
    {
        long slopes = call.Arguments.Integer("num_parameters");
        // ONNX broadcasts the slope from the right, where an image has its width.
        return call.Node("PRelu", [call.Input, call.In.IsImage && slopes > 1 ? call.Weight("weight", slopes, 1, 1) : call.Weight("weight")],
            call.Out);
    }

    private static string Clip(OnnxCall call, double least, double greatest) =>
        call.Node("Clip", [call.Input, call.Filled("min", least), call.Filled("max", greatest)], call.Out);

    private static string Unary(OnnxCall call, string @operator, string input) => call.Node(@operator, [input], call.Out);

    private static string Product(OnnxCall call, string left, string right) => call.Node("Mul", [left, right], call.Out);
}
