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
                /// Lets the rates fall as half a cosine, and rise again: Loshchilov and Hutter 2017, section 3, without restarts.
                /// </summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double halfPeriod;
                    private readonly double least;

                    /// <param name="optimizer">Whose rates are set.</param>
                    /// <param name="T_max">The epochs of the fall.</param>
                    /// <param name="eta_min">The rate at its end.</param>
                    /// <param name="last_epoch">The number of the last epoch of a run that goes on; −1 for a new one.</param>
                    /// <param name="verbose">Whether changes are written to the console.</param>
                    public CosineAnnealingLR(
                        Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        halfPeriod = T_max;
                        least = eta_min;
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0)
                            return Rates;
                        if (_step_count == 1 && _last_epoch > 0)
                            return get_closed_form_lr();
                        // At the bottom the quotient below is 0 / 0.
                        if ((_last_epoch - 1 - halfPeriod) % (2 * halfPeriod) == 0)
                        {
                            return Rates.Zip(
                                _base_lrs, (rate, first) => rate + (first - least) * (1 - Math.Cos(Math.PI / halfPeriod)) / 2);
                        }
                        double quotient = (1 + Math.Cos(Math.PI * _last_epoch / halfPeriod))
                            / (1 + Math.Cos(Math.PI * (_last_epoch - 1) / halfPeriod));
                        return Rates.Select(rate => quotient * (rate - least) + least);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(first => least + (first - least) * (1 + Math.Cos(Math.PI * _last_epoch / halfPeriod)) / 2);
                }
            }
        }
    }
}
