using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>The momentum of an optimizer's groups, or what serves as it.</summary>
internal static class Momentum
{
    /// <param name="optimizer">Whose groups.</param>
    /// <param name="value">The momentum of a group, by its place.</param>
    public static void Set(Optimizer optimizer, Func<int, double> value)
    {
        foreach (var (place, group) in optimizer.ParamGroups.Index())
        {
            if (group is IBetas betas)
                betas.Betas = (value(place), betas.Betas.Item2);
            else if (group is IMomentum momentum)
                momentum.Momentum = value(place);
        }
    }
}
