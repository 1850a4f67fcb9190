using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>Makes a recipe's optimizer.</summary>
internal static class Optimizers
{
    /// <summary>Weight decay goes to every parameter, as PyTorch's optimizers do it.</summary>
    /// <param name="recipe">Kind, momentum, betas, decay; the rate is set before each step.</param>
    /// <param name="parameters">Of the model, already on its device: TorchSharp keys an optimizer's state by tensor.</param>
    public static optim.Optimizer Create(Recipe recipe, IEnumerable<Parameter> parameters) => recipe.Optimizer switch
    {
        OptimizerKind.Sgd => optim.SGD(
            parameters, recipe.LearningRate, momentum: recipe.Momentum, weight_decay: recipe.WeightDecay, nesterov: recipe.Nesterov),
        OptimizerKind.Adam => optim.Adam(parameters, recipe.LearningRate, recipe.Beta1, recipe.Beta2, weight_decay: recipe.WeightDecay),
        OptimizerKind.AdamW => optim.AdamW(parameters, recipe.LearningRate, recipe.Beta1, recipe.Beta2, weight_decay: recipe.WeightDecay),
        OptimizerKind.RmsProp => optim.RMSProp(parameters, recipe.LearningRate, weight_decay: recipe.WeightDecay, momentum: recipe.Momentum),
        _ => throw new ArgumentOutOfRangeException(nameof(recipe), recipe.Optimizer, "unknown optimizer"),
    };

    public static void SetLearningRate(this optim.Optimizer optimizer, double rate)
    {
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = rate;
    }
}
