using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.Onnx.Ops;

/// <summary>One call of an op of the language, and what its ONNX form is written with.</summary>
internal sealed class OnnxCall(OnnxBuilder builder, Op definition, OpNode node, string input, string path)
{
    /// <summary>Name of the incoming value.</summary>
    public string Input => input;

    public Shape In => node.InputShapes[0];

    public Shape Out => node.Output;

    /// <summary>The op's arguments.</summary>
    public OpCall Arguments { get; } = new(node.InputShapes, node.Arguments);

    /// <summary>What the op keeps in the state dict.</summary>
    public EquatableArray<StateEntry> State { get; } = definition.State(new OpCall(node.InputShapes, node.Arguments));

    /// <summary>Adds a node that makes a value of the given shape, and returns the value's name.</summary>
    public string Node(string @operator, string[] inputs, Shape? output, params OnnxAttribute[] attributes) =>
        builder.Node(@operator, path, inputs, output, attributes);

    /// <summary>Adds a node that makes the call's output of its input and the given tensors.</summary>
    public string Node(string @operator, params OnnxAttribute[] attributes) => Node(@operator, [input], node.Output, attributes);

    /// <summary>True if the state dict has this tensor: a bias, say.</summary>
    public bool HasState(string name) => State.Any(s => s.Name == name);

    public string Key(string name) => name.Length == 0 ? path : path + "." + name;

    /// <summary>A tensor of the state dict, in its own shape or in one with as many elements.</summary>
    public string Weight(string name, params long[] shape) =>
        builder.Weight(Key(name), shape.Length > 0 ? shape : State.First(s => s.Name == name).Shape.Dimensions);

    /// <summary>The transpose of a matrix of the state dict.</summary>
    public string Transposed(string name)
    {
        var shape = State.First(s => s.Name == name).Shape.Dimensions;
        return builder.Add(new OnnxTensor.Transposed(builder.Unique(Key(name) + ".transposed"), new(shape[1], shape[0]), Key(name)));
    }

    public string Integers(string name, params long[] values) => builder.Integers(path + "." + name, values);

    public string Filled(string name, double value, params long[] shape) =>
        builder.Add(new OnnxTensor.Filled(builder.Unique(path + "." + name), new(shape), value));

    public string Numbers(string name, double[] values, params long[] shape) =>
        builder.Add(new OnnxTensor.Numbers(builder.Unique(path + "." + name), new(shape), new(values)));

    /// <summary>The height and width of the input, of which the form of this call cannot do without.</summary>
    /// <exception cref="NotSupportedException">They are known at run time alone.</exception>
    public (long Height, long Width) KnownSize() => In.Height != Shape.Free && In.Width != Shape.Free
        ? (In.Height, In.Width)
        : throw new NotSupportedException($"{path}: {node.Op} of an image whose size is known at run time alone has no form in ONNX opset {OnnxModel.Opset}: give the spec's input a height and a width");

    public NotSupportedException Unsupported(string what) => new($"{path}: {what} has no form in ONNX opset {OnnxModel.Opset}");
}
