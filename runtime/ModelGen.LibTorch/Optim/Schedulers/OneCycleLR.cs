namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>
                /// Lets the rates rise and fall once, and the momentum fall and rise: Smith and Topin 2018, "Super-convergence". Steps are
                /// batches.
                /// </summary>
                public class OneCycleLR : LRScheduler
                {
                    private readonly int totalSteps;
                    private readonly Phase[] phases;
                    private readonly AnnealStrategy strategy;
                    private readonly bool cyclesMomentum;

                    public OneCycleLR(
                        Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true,
                        double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4,
                        bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : this(
                            optimizer, optimizer.ParamGroups.Select(_ => max_lr), total_steps, epochs, steps_per_epoch, pct_start,
                            anneal_strategy, cycle_momentum, optimizer.ParamGroups.Select(_ => base_momentum),
                            optimizer.ParamGroups.Select(_ => max_momentum), div_factor, final_div_factor, three_phase, last_epoch, verbose)
                    {
                    }

                    /// <param name="optimizer">Whose rates are set.</param>
                    /// <param name="max_lr">The highest rate of each group.</param>
                    /// <param name="total_steps">The steps of the cycle; or −1, and the next two say it.</param>
                    /// <param name="epochs">The epochs of the cycle.</param>
                    /// <param name="steps_per_epoch">The steps of an epoch.</param>
                    /// <param name="pct_start">The share of the steps in which the rate rises.</param>
                    /// <param name="anneal_strategy">Whether it changes as half a cosine or evenly.</param>
                    /// <param name="cycle_momentum">Whether the momentum goes the other way.</param>
                    /// <param name="base_momentum">The lowest momentum of each group.</param>
                    /// <param name="max_momentum">The highest momentum of each group.</param>
                    /// <param name="div_factor">The highest rate over the first.</param>
                    /// <param name="final_div_factor">The first rate over the last.</param>
                    /// <param name="three_phase">Whether the rate falls back to the first before it falls to the last.</param>
                    /// <param name="last_epoch">The number of the last step of a run that goes on; −1 for a new one.</param>
                    /// <param name="verbose">Whether changes are written to the console.</param>
                    /// <exception cref="ArgumentException">The steps are not said, an option is out of range, or there is no
                    /// momentum.</exception>
                    public OneCycleLR(
                        Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true,
                        IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, double div_factor = 25,
                        double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (cycle_momentum && optimizer is not (IMomentum or IBetas))
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                        if (pct_start is < 0 or > 1)
                            throw new ArgumentException($"Expected float between 0 and 1 for pct_start, but got {pct_start}");
                        totalSteps = Steps(total_steps, epochs, steps_per_epoch);
                        strategy = anneal_strategy;
                        cyclesMomentum = cycle_momentum;

                        double[] highest = [.. max_lr];
                        double[] first = [.. highest.Select(rate => rate / div_factor)];
                        double[] last = [.. first.Select(rate => rate / final_div_factor)];
                        double[] low = [.. base_momentum ?? _base_lrs.Select(_ => 0.85)];
                        double[] high = [.. max_momentum ?? _base_lrs.Select(_ => 0.95)];
                        double top = pct_start * totalSteps - 1;
                        phases = three_phase
                            ?
                            [
                                new(top, first, highest, high, low),
                                new(2 * pct_start * totalSteps - 2, highest, first, low, high),
                                new(totalSteps - 1, first, last, high, high),
                            ]
                            :
                            [
                                new(top, first, highest, high, low),
                                new(totalSteps - 1, highest, last, low, high),
                            ];
                        _base_lrs = first;
                        step();
                    }

                    /// <summary>How the rate goes from one value to another.</summary>
                    public enum AnnealStrategy
                    {
                        Cos = 0,
                        Linear = 1,
                    }

                    /// <exception cref="InvalidOperationException">The cycle is over.</exception>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch > totalSteps)
                        {
                            throw new InvalidOperationException(
                                $"Tried to step {_last_epoch + 1} times. The specified number of total steps is {totalSteps}");
                        }
                        int number = 0;
                        while (number < phases.Length - 1 && _last_epoch > phases[number].End)
                            number++;
                        double start = number == 0 ? 0 : phases[number - 1].End;
                        double share = (_last_epoch - start) / (phases[number].End - start);
                        if (cyclesMomentum)
                            Modules.Momentum.Set(
                                _optimizer, place => Between(phases[number].StartMomenta, phases[number].EndMomenta, place, share));
                        return
                        [
                            .. _base_lrs.Select((_, place) => Between(phases[number].StartRates, phases[number].EndRates, place, share)),
                        ];
                    }

                    private double Between(double[] starts, double[] ends, int place, double share)
                    {
                        var (start, end) = (starts[place], ends[place]);
                        return strategy == AnnealStrategy.Cos
                            ? end + (start - end) / 2 * (Math.Cos(Math.PI * share) + 1)
                            : (end - start) * share + start;
                    }

                    private static int Steps(int total_steps, int epochs, int steps_per_epoch)
                    {
                        if (total_steps == -1 && epochs == -1 && steps_per_epoch == -1)
                            throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch)");
                        if (total_steps != -1)
                            return Positive(total_steps, nameof(total_steps));
                        return Positive(epochs, nameof(epochs)) * Positive(steps_per_epoch, nameof(steps_per_epoch));
                    }

                    private static int Positive(int value, string name) =>
                        value > 0 ? value : throw new ArgumentException($"Expected positive integer {name}, but got {value}");

                    private sealed record Phase(
                        double End, double[] StartRates, double[] EndRates, double[] StartMomenta, double[] EndMomenta);
                }
            }
        }
    }
}
