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
                /// Lets the rates rise and fall again and again, and the momentum fall and rise: Smith 2017, "Cyclical learning rates".
                /// Steps are batches.
                /// </summary>
                public class CyclicLR : LRScheduler
                {
                    private readonly double period;
                    private readonly double riseShare;
                    private readonly Func<double, double> scale;
                    private readonly ScaleMode scaleMode;
                    private readonly bool cyclesMomentum;
                    private readonly double[] highest;
                    private readonly double[] lowMomenta = [];
                    private readonly double[] highMomenta = [];

                    public CyclicLR(
                        Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int step_size_down = -1,
                        Mode mode = Mode.Triangular, double gamma = 1, Func<double, double>? scale_fn = null,
                        ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, double base_momentum = 0.8,
                        double max_momentum = 0.9, int last_epoch = -1, bool verbose = false)
                        : this(
                            optimizer, optimizer.ParamGroups.Select(_ => base_lr), optimizer.ParamGroups.Select(_ => max_lr), step_size_up,
                            step_size_down, mode, gamma, scale_fn, scale_mode, cycle_momentum,
                            optimizer.ParamGroups.Select(_ => base_momentum), optimizer.ParamGroups.Select(_ => max_momentum), last_epoch,
                            verbose)
                    {
                    }

                    /// <param name="optimizer">Whose rates are set.</param>
                    /// <param name="base_lr">The lowest rate of each group.</param>
                    /// <param name="max_lr">The highest rate of each group.</param>
                    /// <param name="step_size_up">The steps of a rise.</param>
                    /// <param name="step_size_down">The steps of a fall; as many as of a rise when −1.</param>
                    /// <param name="mode">How the cycles shrink.</param>
                    /// <param name="gamma">The factor of <see cref="Mode.ExpRange"/>.</param>
                    /// <param name="scale_fn">Instead of the mode, the height of a cycle.</param>
                    /// <param name="scale_mode">Whether that function takes the number of the cycle or of the step.</param>
                    /// <param name="cycle_momentum">Whether the momentum goes the other way.</param>
                    /// <param name="base_momentum">The lowest momentum of each group.</param>
                    /// <param name="max_momentum">The highest momentum of each group.</param>
                    /// <param name="last_epoch">The number of the last step of a run that goes on; −1 for a new one.</param>
                    /// <param name="verbose">Whether changes are written to the console.</param>
                    /// <exception cref="ArgumentException">There is no momentum to cycle.</exception>
                    public CyclicLR(
                        Optimizer optimizer, IEnumerable<double> base_lr, IEnumerable<double> max_lr, int step_size_up = 2000,
                        int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1, Func<double, double>? scale_fn = null,
                        ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, IEnumerable<double>? base_momentum = null,
                        IEnumerable<double>? max_momentum = null, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        double down = step_size_down == -1 ? step_size_up : step_size_down;
                        period = step_size_up + down;
                        riseShare = step_size_up / period;
                        highest = [.. max_lr];
                        _base_lrs = [.. base_lr];
                        (scale, scaleMode) = scale_fn is not null ? (scale_fn, scale_mode) : Scale(mode, gamma);
                        cyclesMomentum = cycle_momentum;
                        if (cycle_momentum)
                        {
                            if (optimizer is not IMomentum)
                                throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                            lowMomenta = [.. base_momentum ?? _base_lrs.Select(_ => 0.8)];
                            highMomenta = [.. max_momentum ?? _base_lrs.Select(_ => 0.9)];
                        }
                        step();
                    }

                    /// <summary>How the cycles shrink: not at all, by half each, or by a factor each step.</summary>
                    public enum Mode
                    {
                        Triangular = 0,
                        Triangular2 = 1,
                        ExpRange = 2,
                    }

                    /// <summary>What a cycle's height is a function of.</summary>
                    public enum ScaleMode
                    {
                        Cycle = 0,
                        Iterations = 1,
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        double cycle = Math.Floor(1 + _last_epoch / period);
                        double place = 1 + _last_epoch / period - cycle;
                        double share = place <= riseShare ? place / riseShare : (place - 1) / (riseShare - 1);
                        double height = scale(scaleMode == ScaleMode.Cycle ? cycle : _last_epoch);
                        if (cyclesMomentum)
                        {
                            Modules.Momentum.Set(
                                _optimizer, group => highMomenta[group] - (highMomenta[group] - lowMomenta[group]) * share * height);
                        }
                        return [.. _base_lrs.Select((lowest, group) => lowest + (highest[group] - lowest) * share * height)];
                    }

                    private static (Func<double, double>, ScaleMode) Scale(Mode mode, double gamma) => mode switch
                    {
                        Mode.Triangular => (_ => 1, ScaleMode.Cycle),
                        Mode.Triangular2 => (cycle => 1 / Math.Pow(2, cycle - 1), ScaleMode.Cycle),
                        _ => (iteration => Math.Pow(gamma, iteration), ScaleMode.Iterations),
                    };
                }
            }
        }
    }
}
