using Google.Protobuf;
using ModelGen.Compiler.Backends.Onnx;
using ModelGen.Compiler.Graph;
using ModelGen.Onnx.Format;

namespace ModelGen.Onnx;

/// <summary>The compiler's records as protobuf messages.</summary>
internal static class OnnxMessages
{
    private const string Batch = "batch";

    /// <summary>The model without its tensors.</summary>
    public static ModelProto Of(OnnxModel model)
    {
        var graph = new GraphProto { Name = model.Name };
        graph.Node.Add(model.Nodes.Select(Of));
        graph.Input.Add(Value(OnnxModel.InputName, model.Input));
        graph.Output.Add(Value(OnnxModel.OutputName, model.Output));
        // Shapes of the values between, for viewers; readers check them against their own inference.
        graph.ValueInfo.Add(model.Nodes.Where(n => n.OutputShape is { HasFree: false } && n.Output != OnnxModel.OutputName).Select(n => Value(n.Output, n.OutputShape!)));
        var proto = new ModelProto
        {
            IrVersion = OnnxModel.IrVersion,
            ProducerName = "ModelGen",
            ProducerVersion = typeof(OnnxMessages).Assembly.GetName().Version?.ToString(3) ?? "",
            DocString = model.Description ?? "",
            Graph = graph,
        };
        proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OnnxModel.Opset });
        proto.MetadataProps.Add(model.Metadata.Select(m => new StringStringEntryProto { Key = m.Key, Value = m.Value }));
        return proto;
    }

    /// <summary>A tensor without its elements.</summary>
    public static TensorProto Of(OnnxTensor tensor)
    {
        var proto = new TensorProto
        {
            Name = tensor.Name,
            DataType = (int)(tensor.IsInteger ? TensorProto.Types.DataType.Int64 : TensorProto.Types.DataType.Float),
        };
        proto.Dims.Add(tensor.Shape);
        return proto;
    }

    private static NodeProto Of(OnnxNode node)
    {
        var proto = new NodeProto { Name = node.Name, OpType = node.Operator };
        proto.Input.Add(node.Inputs);
        proto.Output.Add(node.Output);
        proto.Attribute.Add(node.Attributes.Select(Of));
        return proto;
    }

    private static AttributeProto Of(OnnxAttribute attribute)
    {
        var proto = new AttributeProto { Name = attribute.Name };
        switch (attribute)
        {
            case OnnxAttribute.Integer integer:
                (proto.Type, proto.I) = (AttributeProto.Types.AttributeType.Int, integer.Value);
                break;
            case OnnxAttribute.Number number:
                (proto.Type, proto.F) = (AttributeProto.Types.AttributeType.Float, (float)number.Value);
                break;
            case OnnxAttribute.Text text:
                (proto.Type, proto.S) = (AttributeProto.Types.AttributeType.String, ByteString.CopyFromUtf8(text.Value));
                break;
            case OnnxAttribute.Integers integers:
                proto.Type = AttributeProto.Types.AttributeType.Ints;
                proto.Ints.Add(integers.Values);
                break;
            default:
                throw new InvalidOperationException("unknown kind of attribute");
        }

        return proto;
    }

    /// <summary>A value with a free batch dimension; a free height or width gets a name of its own.</summary>
    private static ValueInfoProto Value(string name, Shape shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = Batch });
        for (int i = 0; i < shape.Rank; i++)
        {
            dimensions.Dim.Add(shape.Dimensions[i] == Shape.Free
                ? new TensorShapeProto.Types.Dimension { DimParam = i == shape.Rank - 1 - (shape.IsChannelsLast ? 1 : 0) ? "width" : "height" }
                : new TensorShapeProto.Types.Dimension { DimValue = shape.Dimensions[i] });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = dimensions } },
        };
    }
}
