namespace ModelGen.Inference;

/// <summary>One step of an inference form: an operation and the steps whose values it reads.</summary>
internal sealed class InferenceStep(InferenceOp op, params InferenceStep[] inputs)
{
    public InferenceOp Op { get; set; } = op;

    public List<InferenceStep> Inputs { get; } = [.. inputs];

    /// <summary>What is applied to the result at once, where the operation can (<see cref="InferenceOp.CanActivate"/>); null for nothing.</summary>
    public Activation? Activation { get; set; }

    public override string ToString() => Activation is null ? Op.ToString() : $"{Op} {Activation.Kind}";
}
