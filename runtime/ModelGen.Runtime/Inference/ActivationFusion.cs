namespace ModelGen.Inference;

/// <summary>Lets a step apply the activation that follows it, where nothing else reads the value between.</summary>
internal static class ActivationFusion
{
    public static void Apply(InferenceGraph graph)
    {
        var reads = graph.Reads();
        foreach (var step in graph.Steps.ToList())
        {
            if (step.Op is not InferenceOp.Activate { Function: var function })
                continue;
            var producer = step.Inputs[0];
            if (reads[producer] != 1 || producer.Activation is not null || !producer.Op.CanActivate)
                continue;
            producer.Activation = function;
            reads[producer] = reads[step];
            graph.Replace(step, producer);
        }
    }
}
