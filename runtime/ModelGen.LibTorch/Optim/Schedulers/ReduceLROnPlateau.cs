namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Lowers the rates when what an epoch achieves gets no better.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool isMinimum;
                    private readonly bool isRelative;
                    private readonly double factor;
                    private readonly int patience;
                    private readonly double threshold;
                    private readonly int cooldown;
                    private readonly IList<double> least;
                    private readonly double eps;

                    private double best;
                    private int badEpochs;
                    private int cooldownLeft;

                    /// <param name="optimizer">Whose rates are set.</param>
                    /// <param name="mode">"min" where less is better, "max" where more is.</param>
                    /// <param name="factor">By what the rates are multiplied.</param>
                    /// <param name="patience">How many epochs without progress are let pass.</param>
                    /// <param name="threshold">How much better counts.</param>
                    /// <param name="threshold_mode">"rel" for a share of the best, "abs" for a difference.</param>
                    /// <param name="cooldown">How many epochs after a change don't count.</param>
                    /// <param name="min_lr">The lowest rates, one for all groups or one each; zero when null.</param>
                    /// <param name="eps">A change that is smaller is left out.</param>
                    /// <param name="verbose">Whether changes are written to the console.</param>
                    /// <exception cref="ArgumentException">The factor is not below 1, or a mode is unknown.</exception>
                    public ReduceLROnPlateau(
                        Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4,
                        string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8,
                        bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1)
                            throw new ArgumentException("Factor should be < 1.0");
                        if (mode is not ("min" or "max"))
                            throw new ArgumentException($"mode {mode} is unknown!");
                        if (threshold_mode is not ("rel" or "abs"))
                            throw new ArgumentException($"threshold mode {threshold_mode} is unknown!");
                        isMinimum = mode == "min";
                        isRelative = threshold_mode == "rel";
                        this.factor = factor;
                        this.patience = patience;
                        this.threshold = threshold;
                        this.cooldown = cooldown;
                        this.eps = eps;
                        least = min_lr is null or [] ? [.. _base_lrs.Select(_ => 0.0)]
                            : min_lr.Count == 1 ? [.. _base_lrs.Select(_ => min_lr[0])]
                            : min_lr;
                        best = isMinimum ? double.PositiveInfinity : double.NegativeInfinity;
                        _last_epoch = 0;
                    }

                    /// <param name="current">What the epoch achieved.</param>
                    /// <param name="epoch">Its number; the next when null.</param>
                    public override void step(double current, int? epoch = null)
                    {
                        _last_epoch = epoch ?? _last_epoch + 1;
                        if (IsBetter(current))
                        {
                            best = current;
                            badEpochs = 0;
                        }
                        else
                        {
                            badEpochs++;
                        }
                        if (cooldownLeft > 0)
                        {
                            cooldownLeft--;
                            badEpochs = 0;
                        }
                        if (badEpochs > patience)
                        {
                            Reduce();
                            cooldownLeft = cooldown;
                            badEpochs = 0;
                        }
                        _last_lrs = [.. Rates];
                    }

                    public override void step() => throw new InvalidOperationException(
                        "step() should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    public override void step(int? epoch) => throw new InvalidOperationException(
                        "step(int?) should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    private bool IsBetter(double value) => (isMinimum, isRelative) switch
                    {
                        (true, true) => value < best * (1 - threshold),
                        (true, false) => value < best - threshold,
                        (false, true) => value > best * (threshold + 1),
                        (false, false) => value > best + threshold,
                    };

                    private void Reduce()
                    {
                        foreach (var (place, group) in _optimizer.ParamGroups.Index())
                        {
                            double rate = Math.Max(group.LearningRate * factor, least[place]);
                            if (group.LearningRate - rate <= eps)
                                continue;
                            group.LearningRate = rate;
                            if (_verbose)
                                Console.WriteLine($"Epoch {_last_epoch}: reducing learning rate of group {place} to {rate:g4}.");
                        }
                    }
                }
            }
        }
    }
}
