namespace ModelGen;

/// <summary>A generated module, which can tell what it computes in eval mode. Its <c>ForInference()</c> makes a fast form of that.</summary>
public interface IInferenceForm
{
    /// <summary>Records the module's steps, from the value that enters to the one that leaves. Nothing is computed.</summary>
    InferenceValue Trace(InferenceValue input);
}
