using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>
/// Keeps parts of a model as they are: their parameters get no gradients, and their norms and dropouts work as in evaluation, so that running
/// statistics stay what they were.
/// </summary>
internal sealed class Freezing
{
    private readonly List<Tensor> parameters;
    private readonly List<nn.Module> modules;
    private readonly int epochs;

    /// <exception cref="UserError">A pattern matches nothing, or everything.</exception>
    public Freezing(Recipe recipe, nn.Module model)
    {
        var named = model.named_parameters().ToList();
        var patterns = NamePattern.Of(recipe.Freeze, "freeze", [.. named.Select(p => p.name)]);
        var frozen = named.Where(p => patterns.Any(x => x.Matches(p.name))).ToList();
        if (frozen.Count > 0 && frozen.Count == named.Count && recipe.FreezeEpochs == 0)
            throw new UserError($"freeze {string.Join(", ", patterns)}: matches every parameter, so that nothing is left to train");
        epochs = recipe.FreezeEpochs;
        parameters = [.. frozen.Select(p => (Tensor)p.parameter)];
        var keys = frozen.Select(p => p.name).ToHashSet();
        modules = [.. model.named_modules().Where(m => IsFrozen(m.name, m.module, keys)).Select(m => m.module)];
    }

    /// <summary>Puts the model into training mode for an epoch (counted from 1), but for what is frozen then.</summary>
    public void Apply(nn.Module model, int epoch)
    {
        bool isFrozen = epochs == 0 || epoch <= epochs;
        foreach (var parameter in parameters)
            parameter.requires_grad = !isFrozen;
        model.train();
        if (!isFrozen)
            return;
        foreach (var module in modules)
            module.eval();
    }

    /// <summary>A module all of whose parameters are frozen; one without any has nothing to freeze.</summary>
    private static bool IsFrozen(string name, nn.Module module, HashSet<string> frozen)
    {
        var own = module.named_parameters().Select(p => name.Length > 0 ? $"{name}.{p.name}" : p.name).ToList();
        return own.Count > 0 && own.All(frozen.Contains);
    }
}
