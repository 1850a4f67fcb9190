using ModelGen.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>One step of a learning-rate search.</summary>
/// <param name="Rate">Of the step.</param>
/// <param name="Loss">Smoothed, before the step.</param>
public sealed record RatePoint(double Rate, double Loss);

/// <summary>What a search found.</summary>
/// <param name="Suggestion">The rate at which the loss falls fastest.</param>
/// <param name="Points">The curve, in rising rates.</param>
public sealed record RateCurve(double Suggestion, IReadOnlyList<RatePoint> Points);

/// <summary>
/// Finds a learning rate by training a fresh model for a while with rates that rise exponentially, until the loss explodes (Smith, "Cyclical
/// learning rates for training neural networks", WACV 2017, section 3.3).
/// </summary>
public static class LearningRateFinder
{
    private const double Forget = 0.95;
    private const double Explosion = 4;

    /// <param name="info">The model; what it is trained to here is thrown away.</param>
    /// <param name="data">Its training images.</param>
    /// <param name="recipe">All of it but the rates.</param>
    /// <param name="options">Seed, subset.</param>
    /// <param name="from">First rate.</param>
    /// <param name="to">Last rate, if the loss lets it come so far.</param>
    /// <param name="steps">From first to last.</param>
    /// <param name="cancellation">Asked between steps.</param>
    /// <exception cref="UserError">The numbers contradict each other, or the loss is never a number.</exception>
    public static RateCurve Run(
        ModelInfo info, Dataset data, Recipe recipe, TrainingOptions options, double from = 1e-6, double to = 10, int steps = 100, CancellationToken cancellation = default)
    {
        if (from <= 0 || to <= from || steps < 10)
            throw new UserError(FormattableString.Invariant($"a search from {from} to {to} in {steps} steps: expected 0 < from < to and at least 10 steps"));
        data.CheckFits(info);
        using var batches = new TrainingBatches(info, data, recipe.Checked(), options);
        random.manual_seed(options.Seed);
        using var learner = new Learner(info, recipe with { Ema = 0 }, options.Device);
        learner.EpochBegins(1);
        var points = new List<RatePoint>();
        double mean = 0;
        foreach (var (batch, step) in Endless(batches.Train).Take(steps).Select((b, i) => (b, i)))
        {
            cancellation.ThrowIfCancellationRequested();
            random.manual_seed(batches.TorchSeed(0, step));
            var (loss, _) = learner.Learn(batch, 1);
            // An exponential mean, with the correction for its start that Adam makes too.
            mean = (Forget * mean) + ((1 - Forget) * loss);
            double smooth = mean / (1 - Math.Pow(Forget, step + 1));
            if (!double.IsFinite(smooth) || (points.Count > 0 && smooth > Explosion * points.Min(p => p.Loss)))
                break;
            double rate = from * Math.Pow(to / from, (double)step / (steps - 1));
            points.Add(new RatePoint(rate, smooth));
            if (!double.IsFinite(learner.Update(rate)))
                break;
        }

        return points.Count >= 3
            ? new RateCurve(Steepest(points), points)
            : throw new UserError(FormattableString.Invariant($"{info.Name}: the loss explodes within the first steps, at a rate of {from}: begin lower"));
    }

    private static IEnumerable<Batch> Endless(BatchLoader loader)
    {
        for (int epoch = 1; ; epoch++)
        {
            foreach (var batch in loader.Epoch(epoch))
                yield return batch;
        }
    }

    /// <summary>
    /// Where the loss falls fastest, by the slope of a line through the neighbouring points; rates are evenly spaced in their logarithm. The first
    /// tenth does not count: a mean of few losses is mostly noise.
    /// </summary>
    private static double Steepest(List<RatePoint> points)
    {
        int half = Math.Max(1, points.Count / 16);
        int first = Math.Min(half + (points.Count / 10), points.Count - 1 - half);
        int best = Enumerable.Range(first, points.Count - half - first).MinBy(i => Enumerable.Range(-half, (2 * half) + 1).Sum(k => k * points[i + k].Loss));
        return points[best].Rate;
    }
}
