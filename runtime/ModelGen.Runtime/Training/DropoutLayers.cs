using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>Another rate for dropouts of a model.</summary>
/// <param name="Path">Theirs in the module tree; <c>*</c> stands for anything, and a path for all below it.</param>
/// <param name="Rate">Probability of being zeroed.</param>
public sealed record DropoutRate(string Path, double Rate);

/// <summary>The dropouts of a model, whichever class they are of.</summary>
internal static class DropoutLayers
{
    public static readonly NumberRange Rates = new(0, 1);

    /// <summary>Their paths in the module tree, in its order.</summary>
    public static IReadOnlyList<string> Paths(nn.Module model) => [.. Find(model).Select(d => d.Path)];

    /// <exception cref="UserError">No dropout has such a path, or the rate is no probability.</exception>
    public static void SetRates(string name, nn.Module model, IReadOnlyList<DropoutRate> rates)
    {
        if (rates.Count == 0)
            return;
        var layers = Find(model).ToList();
        foreach (var rate in rates)
        {
            if (!Rates.Holds(rate.Rate))
                throw new UserError(FormattableString.Invariant($"{rate.Path} {rate.Rate}: expected a dropout's rate, {Rates}"));
            var pattern = new NamePattern(rate.Path);
            var chosen = layers.Where(l => pattern.Matches(l.Path)).ToList();
            if (chosen.Count == 0)
                throw new UserError($"{rate.Path}: {name} has no dropout there{Hint(rate.Path, [.. layers.Select(l => l.Path)])}");
            foreach (var layer in chosen)
                layer.Set(rate.Rate);
        }
    }

    /// <summary>The end of a message about a path that leads to no dropout.</summary>
    public static string Hint(string path, IReadOnlyList<string> known)
    {
        var nearest = NearestWords.Find(path, known);
        return nearest.Count > 0 ? $": did you mean {string.Join(", ", nearest)}?"
            : known.Count == 0 ? ", nor anywhere"
            : $": there are {string.Join(", ", known.Take(4))}{(known.Count > 4 ? $" and {known.Count - 4} more" : "")}";
    }

    /// <summary>All of them, in the module tree's order.</summary>
    public static IEnumerable<DropoutLayer> Find(nn.Module model)
    {
        foreach (var (path, module) in model.named_modules())
        {
            if (Of(path, module) is { } layer)
                yield return layer;
        }
    }

    private static DropoutLayer? Of(string path, nn.Module module) => module switch
    {
        Dropout layer => new(path, () => layer.p, p => layer.p = p),
        Dropout2d layer => new(path, () => layer.p, p => layer.p = p),
        AlphaDropout layer => new(path, () => layer.p, p => layer.p = p),
        DropPath layer => new(path, () => layer.p, p => layer.p = p),
        DropBlock2d layer => new(path, () => layer.p, p => layer.p = p),
        _ => null,
    };
}

/// <summary>One dropout of a model, whichever class it is of.</summary>
/// <param name="Path">Its own in the module tree.</param>
/// <param name="Get">Its rate.</param>
/// <param name="Set">Gives it another.</param>
internal sealed record DropoutLayer(string Path, Func<double> Get, Action<double> Set);
