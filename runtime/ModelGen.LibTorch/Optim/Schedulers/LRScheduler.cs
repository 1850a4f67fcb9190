namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        // The schedules of torch.optim.lr_scheduler: rates and their order of arithmetic are PyTorch's.
        public static partial class lr_scheduler
        {
            /// <summary>
            /// Sets an optimizer's learning rates step by step. The constructor sets the first rates; <see cref="step()"/> stands at the
            /// end of each
            /// epoch, or of each batch where the schedule counts those.
            /// </summary>
            public abstract class LRScheduler
            {
                /// <summary>How often the rates were set.</summary>
                protected int _step_count;

                internal Optimizer _optimizer = null!;
                internal int _last_epoch = -1;
                internal bool _verbose;
                internal IList<double> _last_lrs = [];
                internal IList<double> _base_lrs = [];

                protected LRScheduler()
                {
                }

                /// <param name="optimizer">Whose rates are set.</param>
                /// <param name="last_epoch">The number of the last epoch of a run that goes on; −1 for a new one.</param>
                /// <param name="verbose">Whether changes are written to the console.</param>
                /// <exception cref="ArgumentNullException">The optimizer is null.</exception>
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    _optimizer = optimizer;
                    _last_epoch = last_epoch;
                    _verbose = verbose;
                    _base_lrs = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                    _last_lrs = [.. optimizer.ParamGroups.Select(group => group.LearningRate)];
                }

                /// <summary>Sets the rates of the next epoch.</summary>
                public virtual void step() => step(null);

                /// <summary>Sets the rates of an epoch, by its number; of the next when null.</summary>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    _last_epoch = epoch ?? _last_epoch + 1;
                    double[] rates = [.. epoch is null ? get_lr() : get_closed_form_lr()];
                    foreach (var (place, (group, rate)) in _optimizer.ParamGroups.Zip(rates).Index())
                    {
                        group.LearningRate = rate;
                        if (_verbose && _last_lrs[place] != rate)
                            Console.WriteLine($"Adjusting learning rate to {rate}");
                    }
                    _last_lrs = rates;
                }

                /// <summary>
                /// Sets the rates of the next epoch; what the last one achieved counts for <see cref="impl.ReduceLROnPlateau"/> alone.
                /// </summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                /// <summary>The rates set last.</summary>
                public IEnumerable<double> get_last_lr() => _last_lrs;

                /// <summary>The rates of the epoch that begins, from those of the one before.</summary>
                protected virtual IEnumerable<double> get_lr() => Rates;

                /// <summary>The rates of the epoch that begins, from the first ones.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                /// <summary>Makes the first step once more, for a schedule that is part of another.</summary>
                internal void BeginAgain()
                {
                    _step_count = 0;
                    step();
                }

                private protected IEnumerable<double> Rates => _optimizer.ParamGroups.Select(group => group.LearningRate);

                private protected IEnumerable<double> RatesTimes(double factor) => Rates.Select(rate => rate * factor);

                private protected IEnumerable<double> FirstTimes(double factor) => _base_lrs.Select(rate => rate * factor);
            }
        }
    }
}
