using ModelGen.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>Finds where a number that is none came from: for the message of a run that stops there.</summary>
internal static class NonFiniteValues
{
    /// <summary>The first parameter or buffer that is not finite, else the first layer whose output is not, else null.</summary>
    public static string? FirstInForward(nn.Module<Tensor, Tensor> model, Batch batch)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (name, value) in model.state_dict())
        {
            if (value.is_floating_point() && !IsFinite(value))
                return $"{name} is not finite before the step";
        }

        if (!IsFinite(batch.Images))
            return "the images are not finite";
        return FirstLayer(model, batch.Images);
    }

    /// <summary>Names the parameter nearest to the loss whose gradient is not finite; null where all are.</summary>
    public static string? LastGradient(IReadOnlyList<OptimizedParameter> parameters)
    {
        using var scope = NewDisposeScope();
        string? name = parameters.LastOrDefault(p => p.Value.grad is { } gradient && !IsFinite(gradient))?.Name;
        return name is null ? null : $"the gradient of {name} is not finite";
    }

    private static string? FirstLayer(nn.Module<Tensor, Tensor> model, Tensor images)
    {
        string? found = null;
        var hooks = new List<Action>();
        foreach (var (name, module) in model.named_modules())
        {
            if (module is not nn.Module<Tensor, Tensor> layer || module.children().Any())
                continue;
            var hook = layer.register_forward_hook((_, _, output) =>
            {
                if (found is null && !IsFinite(output))
                    found = $"{name} ({module.GetName()})";
                return output;
            });
            hooks.Add(hook.remove);
        }

        try
        {
            model.call(images);
        }
        finally
        {
            hooks.ForEach(remove => remove());
        }

        return found is null ? null : $"the first output that is not finite is that of {found}";
    }

    private static bool IsFinite(Tensor tensor) => tensor.isfinite().all().item<bool>();
}
