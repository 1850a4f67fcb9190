using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen;

/// <summary>Makes inference forms.</summary>
public static class InferenceForm
{
    /// <summary>
    /// Makes the fast form of a generated model as it is now. The model itself, its mode and its state dict stay as they are, unless the options give
    /// the model up (<see cref="InferenceOptions.TakesModel"/>).
    /// </summary>
    /// <exception cref="ArgumentException">The module was not generated.</exception>
    public static InferenceModel ForInference(this nn.Module<Tensor, Tensor> model, InferenceOptions? options = null) => model is IInferenceForm
        ? new InferenceModel(model, options ?? new InferenceOptions())
        : throw new ArgumentException($"{model.GetType().Name} is no generated model: it cannot say what it computes", nameof(model));
}
