using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>Makes a recipe's optimizer for a model's parameters.</summary>
internal static class OptimizerFactory
{
    /// <summary>Each parameter's rate and decay: of the first group that matches its name, else the recipe's.</summary>
    /// <exception cref="UserError">A group matches nothing.</exception>
    public static ParameterOptimizer Create(Recipe recipe, nn.Module model)
    {
        var named = model.named_parameters().ToList();
        var groups = recipe.Groups.Zip(NamePattern.Of(recipe.Groups.Select(g => g.Match), "groups: match", [.. named.Select(p => p.name)])).ToList();
        var parameters = named.Select(p => Optimized(recipe, groups, p.name, p.parameter)).ToList();
        return Make(recipe, parameters);
    }

    /// <summary>How many tensors a recipe's optimizer keeps for each parameter.</summary>
    public static int CountSlots(Recipe recipe)
    {
        using var optimizer = Make(recipe, []);
        return optimizer.SlotNames.Count;
    }

    private static ParameterOptimizer Make(Recipe recipe, List<OptimizedParameter> parameters) =>
        recipe.Optimizer switch
        {
            OptimizerKind.Sgd => new Sgd(parameters, recipe.Momentum, recipe.Nesterov),
            OptimizerKind.Adam => new Adam(parameters, recipe.Beta1, recipe.Beta2, recipe.Eps, decoupled: false),
            OptimizerKind.AdamW => new Adam(parameters, recipe.Beta1, recipe.Beta2, recipe.Eps, decoupled: true),
            OptimizerKind.RmsProp => new RmsProp(parameters, recipe.Alpha, recipe.Eps, recipe.Momentum),
            OptimizerKind.Lion => new Lion(parameters, recipe.Beta1, recipe.Beta2),
            _ => throw new ArgumentOutOfRangeException(nameof(recipe), recipe.Optimizer, "unknown optimizer"),
        };

    private static OptimizedParameter Optimized(
        Recipe recipe, List<(ParameterGroup Group, NamePattern Pattern)> groups, string name, Parameter parameter)
    {
        var group = groups.FirstOrDefault(g => g.Pattern.Matches(name)).Group;
        bool decays = recipe.DecayNormAndBias || parameter.dim() > 1;
        return new OptimizedParameter(name, parameter, group?.LrScale ?? 1, group?.WeightDecay ?? (decays ? recipe.WeightDecay : 0));
    }
}
