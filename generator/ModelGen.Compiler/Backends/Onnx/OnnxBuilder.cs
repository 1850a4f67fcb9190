using System.Globalization;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.Onnx;

/// <summary>Collects nodes and tensors, and keeps their names apart.</summary>
internal sealed class OnnxBuilder
{
    private readonly List<OnnxNode> nodes = [];
    private readonly Dictionary<string, OnnxTensor> tensors = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.Ordinal) { OnnxModel.InputName, OnnxModel.OutputName };

    /// <summary>Adds a node; its output, which is returned, has its name.</summary>
    /// <param name="outputShape">For one image, or null for a value without a batch dimension.</param>
    public string Node(string @operator, string name, string[] inputs, Shape? outputShape, params OnnxAttribute[] attributes)
    {
        string unique = Unique(name);
        nodes.Add(new OnnxNode(@operator, unique, new(inputs), unique, outputShape, new(attributes)));
        return unique;
    }

    /// <summary>Adds a tensor of the state dict, or finds it if it is there already. Its name is its key.</summary>
    public string Weight(string key, IEnumerable<long> shape) => Add(new OnnxTensor.Weight(key, shape.ToEquatableArray(), key));

    public string Add(OnnxTensor tensor)
    {
        tensors[tensor.Name] = tensor;
        names.Add(tensor.Name);
        return tensor.Name;
    }

    public string Integers(string name, params long[] values) => Add(new OnnxTensor.Integers(Unique(name), new(values)));

    /// <summary>The model, whose output is <paramref name="result"/>; what describes it is the caller's to fill in.</summary>
    public OnnxModel Build(string result)
    {
        // A model whose output is its input, and nothing else, needs a node to rename it.
        if (result == OnnxModel.InputName)
            result = Node("Identity", "identity", [result], null);
        return new OnnxModel
        {
            Name = "",
            Input = new Shape(),
            Output = new Shape(),
            Nodes = nodes.Select(n => Renamed(n, result)).ToEquatableArray(),
            Tensors = tensors.Values.ToEquatableArray(),
            Metadata = default,
        };
    }

    public string Unique(string name)
    {
        string unique = name;
        for (int n = 2; !names.Add(unique); n++)
            unique = name + "_" + n.ToString(CultureInfo.InvariantCulture);
        return unique;
    }

    private static OnnxNode Renamed(OnnxNode node, string result) => node with
    {
        Inputs = node.Inputs.Select(i => i == result ? OnnxModel.OutputName : i).ToEquatableArray(),
        Output = node.Output == result ? OnnxModel.OutputName : node.Output,
    };
}
