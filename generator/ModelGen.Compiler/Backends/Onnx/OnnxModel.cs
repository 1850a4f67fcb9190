using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.Onnx;

/// <summary>
/// A model in the words of ONNX's IR: nodes in order of execution, and the tensors they read. Weights are named, not held: whoever writes
/// the file fetches them from a state dict.
/// </summary>
public sealed record OnnxModel
{
    /// <summary>The version of ai.onnx that nodes are written for: the first with LayerNormalization.</summary>
    public const int Opset = 17;

    /// <summary>The version of the file format: the one that ONNX 1.12 pairs with opset 17.</summary>
    public const int IrVersion = 8;

    public const string InputName = "images";

    public const string OutputName = "logits";

    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>The shape of one image; the file's has a free batch dimension before it.</summary>
    public required Shape Input { get; init; }

    /// <summary>The shape of one image's output.</summary>
    public required Shape Output { get; init; }

    public required EquatableArray<OnnxNode> Nodes { get; init; }

    public required EquatableArray<OnnxTensor> Tensors { get; init; }

    /// <summary>Facts for the reader of the file: where it comes from.</summary>
    public required EquatableArray<KeyValuePair<string, string>> Metadata { get; init; }
}

/// <summary>A call of an ONNX operator.</summary>
/// <param name="Operator">Its name in ai.onnx: <c>Conv</c>.</param>
/// <param name="Name">Unique in the model: the path of the layer, <c>layer1.0.conv1</c>.</param>
/// <param name="Inputs">Names of values and tensors.</param>
/// <param name="Output">Name of the value it makes. Every operator used here has one.</param>
/// <param name="OutputShape">For one image, or null where the value has no batch dimension in front.</param>
public sealed record OnnxNode(
    string Operator, string Name, EquatableArray<string> Inputs, string Output, Shape? OutputShape, EquatableArray<OnnxAttribute> Attributes)
{
    public OnnxAttribute? Find(string attribute) => Attributes.FirstOrDefault(a => a.Name == attribute);
}

/// <summary>An attribute of a node. The family is closed.</summary>
public abstract record OnnxAttribute(string Name)
{
    public sealed record Integer(string Name, long Value) : OnnxAttribute(Name);

    public sealed record Number(string Name, double Value) : OnnxAttribute(Name);

    public sealed record Integers(string Name, EquatableArray<long> Values) : OnnxAttribute(Name);

    public sealed record Text(string Name, string Value) : OnnxAttribute(Name);
}
