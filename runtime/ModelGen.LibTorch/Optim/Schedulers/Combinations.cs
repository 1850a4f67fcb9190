namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Several schedules, one after the other.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] schedulers;
                    private readonly int[] milestones;

                    /// <param name="optimizer">Whose rates are set.</param>
                    /// <param name="schedulers">The schedules, all of this optimizer.</param>
                    /// <param name="milestones">The epochs at which the second and later ones begin.</param>
                    /// <param name="last_epoch">The number of the last epoch of a run that goes on; −1 for a new one.</param>
                    /// <exception cref="ArgumentException">A schedule is of another optimizer, or the numbers don't fit.</exception>
                    public SequentialLR(
                        Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1)
                        : base(optimizer, last_epoch + 1, false)
                    {
                        this.schedulers = [.. schedulers];
                        this.milestones = [.. milestones];
                        if (this.schedulers.Any(scheduler => scheduler._optimizer != optimizer))
                        {
                            throw new ArgumentException(
                                "The SequentialLR scheduler expects all its sub-schedulers to be bound to the same optimizer.");
                        }
                        if (this.milestones.Length != this.schedulers.Length - 1)
                        {
                            throw new ArgumentException(
                                $"Received {this.schedulers.Length} schedulers and {this.milestones.Length} milestones. The "
                                + "SequentialLR scheduler "
                                + "expects the number of schedulers to be one more than the number of milestones.");
                        }
                        Begin();
                    }

                    public override void step(int? epoch)
                    {
                        _step_count++;
                        _last_epoch = epoch ?? _last_epoch + 1;
                        int place = milestones.Count(milestone => milestone <= _last_epoch);
                        var current = schedulers[place];
                        if (place > 0 && milestones[place - 1] == _last_epoch)
                            current.step(0);
                        else
                            current.step();
                        _last_lrs = current._last_lrs;
                    }

                    // Each schedule made its first step when it was made: take that back, and let the first begin alone.
                    private void Begin()
                    {
                        foreach (var group in _optimizer.ParamGroups)
                            group.LearningRate = group.InitialLearningRate;
                        foreach (var scheduler in schedulers)
                            scheduler._last_epoch--;
                        schedulers[0].BeginAgain();
                        _last_lrs = schedulers[0]._last_lrs;
                    }
                }

                /// <summary>Several schedules at once, each on what the one before it gave.</summary>
                public class ChainedLR : LRScheduler
                {
                    private readonly LRScheduler[] schedulers;

                    public ChainedLR(IEnumerable<LRScheduler> schedulers) => this.schedulers = [.. schedulers];

                    public override void step()
                    {
                        foreach (var scheduler in schedulers)
                            scheduler.step();
                        _last_lrs = schedulers[^1]._last_lrs;
                    }
                }
            }
        }
    }
}
