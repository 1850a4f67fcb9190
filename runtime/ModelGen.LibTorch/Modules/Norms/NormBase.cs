using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What batch and instance normalisation share: a learned scale and shift, and the running statistics of the input.</summary>
public abstract class NormBase : nn.Module<Tensor, Tensor>
{
    private Parameter? weightParameter;
    private Parameter? biasParameter;
    private Tensor? runningMean;
    private Tensor? runningVar;
    private Tensor? batchesTracked;

    public NormBase(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype,
        string name)
        : base(name)
    {
        this.num_features = num_features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        this.track_running_stats = track_running_stats;
        if (affine)
        {
            weight = nn.Parameter(ones([num_features], dtype, device));
            bias = nn.Parameter(zeros([num_features], dtype, device));
        }
        if (track_running_stats)
        {
            running_mean = zeros([num_features], dtype, device);
            running_var = ones([num_features], dtype, device);
            num_batches_tracked = zeros([], ScalarType.Int64, device);
        }
    }

    public Parameter? bias { get => biasParameter; set => SetParameter(nameof(bias), ref biasParameter, value); }

    public Parameter weight { get => weightParameter!; set => SetParameter(nameof(weight), ref weightParameter, value); }

    public Tensor? running_mean { get => runningMean; set => SetBuffer(nameof(running_mean), ref runningMean, value); }

    public Tensor? running_var { get => runningVar; set => SetBuffer(nameof(running_var), ref runningVar, value); }

    public Tensor? num_batches_tracked { get => batchesTracked; set => SetBuffer(nameof(num_batches_tracked), ref batchesTracked, value); }

    public long num_features { get; }

    /// <summary>Added to the variance.</summary>
    public double eps { get; set; }

    /// <summary>The share of a new batch in the running statistics; their plain mean over all batches when null.</summary>
    public double? momentum { get; set; }

    public bool affine { get; }
    public bool track_running_stats { get; }

    public void reset_running_stats()
    {
        if (!track_running_stats)
            return;
        nn.init.zeros_(running_mean!);
        nn.init.ones_(running_var!);
        nn.init.zeros_(num_batches_tracked!);
    }

    public void reset_parameters()
    {
        reset_running_stats();
        if (!affine)
            return;
        nn.init.ones_(weight);
        nn.init.zeros_(bias!);
    }

    /// <exception cref="ArgumentException">The input has another number of dimensions.</exception>
    protected abstract void ValidateInputDimensions(Tensor input);
}
