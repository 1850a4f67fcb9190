using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Elaboration;

/// <summary>The sizes of a model that <c>expect:</c> and <c>budget:</c> speak of. Auxiliary classifiers count.</summary>
/// <param name="Parameters">Trainable elements.</param>
/// <param name="Weights">These and the buffers, without counters of batches: what Keras counts.</param>
/// <param name="MultiplyAdds">Of convolutions and linear layers, for one image.</param>
/// <param name="ActivationBytes">Outputs of all layers for one image, in float32: what training keeps at most.</param>
internal readonly record struct GraphMeasures(double Parameters, double Weights, double MultiplyAdds, double ActivationBytes)
{
    private const int BytesOfFloat = 4;

    public static GraphMeasures Of(Scope root) => Of(root, new Dictionary<Scope, GraphMeasures>(ReferenceComparer<Scope>.Instance));

    public static GraphMeasures operator +(GraphMeasures a, GraphMeasures b) =>
        new(a.Parameters + b.Parameters, a.Weights + b.Weights, a.MultiplyAdds + b.MultiplyAdds, a.ActivationBytes + b.ActivationBytes);

    /// <summary>Each scope is measured once, however many nodes share it.</summary>
    private static GraphMeasures Of(Scope scope, Dictionary<Scope, GraphMeasures> known)
    {
        if (known.TryGetValue(scope, out var measures))
            return measures;
        foreach (var node in scope.Nodes)
        {
            measures += node switch
            {
                ScopeNode child => Of(child.Scope, known),
                OpNode op => Of(op),
                _ => new GraphMeasures(0, 0, 0, Bytes(node.Output)),
            };
        }

        known.Add(scope, measures);
        return measures;
    }

    private static GraphMeasures Of(OpNode node)
    {
        var op = OpRegistry.Find(node.Op)!;
        var call = new OpCall(node.InputShapes, node.Arguments);
        double parameters = 0, buffers = 0;
        foreach (var entry in op.State(call))
        {
            if (entry.Kind == StateKind.Parameter)
                parameters += Elements(entry.Shape);
            else if (entry.Shape.Rank > 0)
                buffers += Elements(entry.Shape);
        }

        // A layer's own count is exact, but an integer: where each weight at each place of the output could pass its range, that is the count.
        double most = node.Output.HasFree ? 0 : parameters * Elements(node.Output);
        double multiplyAdds = most > Limits.MultiplyAdds ? most : op.MultiplyAdds(call, node.Output);
        return new GraphMeasures(parameters, parameters + buffers, multiplyAdds, Bytes(node.Output));
    }

    private static double Bytes(Shape shape) => shape.HasFree ? 0 : BytesOfFloat * Elements(shape);

    private static double Elements(Shape shape)
    {
        double elements = 1;
        foreach (long dimension in shape.Dimensions)
            elements *= dimension;
        return elements;
    }
}
