namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the rates by a factor every few epochs.</summary>
                public class StepLR : LRScheduler
                {
                    private readonly int stepSize;
                    private readonly double gamma;

                    public StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        stepSize = step_size;
                        this.gamma = gamma;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        _last_epoch == 0 || _last_epoch % stepSize != 0 ? Rates : RatesTimes(gamma);

                    protected override IEnumerable<double> get_closed_form_lr() => FirstTimes(Math.Pow(gamma, _last_epoch / stepSize));
                }

                /// <summary>Multiplies the rates by a factor at epochs that are named; at one that is named twice, twice.</summary>
                public class MultiStepLR : LRScheduler
                {
                    private readonly IList<int> milestones;
                    private readonly double gamma;

                    public MultiStepLR(
                        Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        this.milestones = milestones;
                        this.gamma = gamma;
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        int times = milestones.Count(milestone => milestone == _last_epoch);
                        return times == 0 ? Rates : RatesTimes(Math.Pow(gamma, times));
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        FirstTimes(Math.Pow(gamma, milestones.Count(milestone => milestone <= _last_epoch)));
                }

                /// <summary>Multiplies the rates by a factor every epoch.</summary>
                public class ExponentialLR : LRScheduler
                {
                    private readonly double gamma;

                    public ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        this.gamma = gamma;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => _last_epoch == 0 ? Rates : RatesTimes(gamma);

                    protected override IEnumerable<double> get_closed_form_lr() => FirstTimes(Math.Pow(gamma, _last_epoch));
                }

                /// <summary>Lets the rates fall to zero as a power of the epochs that remain.</summary>
                public class PolynomialLR : LRScheduler
                {
                    private readonly double total;
                    private readonly double power;

                    public PolynomialLR(
                        Optimizer optimizer, int total_iters = 5, double power = 1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        total = total_iters;
                        this.power = power;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        _last_epoch == 0 || _last_epoch > total
                            ? Rates
                            : RatesTimes(Math.Pow((1 - _last_epoch / total) / (1 - (_last_epoch - 1) / total), power));

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        FirstTimes(Math.Pow(1 - Math.Min(total, _last_epoch) / total, power));
                }
            }
        }
    }
}
