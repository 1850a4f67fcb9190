using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

// TorchSharp gives Adam and AdamW a State, an Options and a ParamGroup each, of unrelated types, and so do these two files: what is computed
// stands once, in Moments and AdamSettings.
public partial class Adam
{
    /// <summary>The running means of a parameter's gradients and of their squares.</summary>
    public sealed class State : OptimizerState, IDisposable, IMoments
    {
        public long step;
        public Tensor exp_avg = null!;
        public Tensor exp_avg_sq = null!;

        /// <summary>The largest mean of squares so far; null without AMSGrad.</summary>
        public Tensor? max_exp_avg_sq;

        public State(Parameter parameter)
            : base(parameter)
        {
        }

        ref long IMoments.Step => ref step;
        ref Tensor? IMoments.Mean => ref exp_avg!;
        ref Tensor? IMoments.Square => ref exp_avg_sq!;
        ref Tensor? IMoments.LargestSquare => ref max_exp_avg_sq;

        public void Dispose() => Free();

        public override void to(Device device)
        {
            Move(ref exp_avg!, device);
            Move(ref exp_avg_sq!, device);
            Move(ref max_exp_avg_sq, device);
        }

        public override void SaveStateDict(BinaryWriter writer) => this.Save(writer, SaveConditionalStateTensor);

        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            LoadStateTensor(reader, ref exp_avg, _parameter.device);
            LoadStateTensor(reader, ref exp_avg_sq, _parameter.device);
            LoadConditionalStateTensor(reader, ref max_exp_avg_sq, _parameter.device);
        }

        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            step = other.step;
            Copy(ref exp_avg!, other.exp_avg);
            Copy(ref exp_avg_sq!, other.exp_avg_sq);
            Copy(ref max_exp_avg_sq, other.max_exp_avg_sq);
        }

        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State state && Moments.Equal(this, state, AreClose);

        public override void Initialize(OptimizerOptions options)
        {
            Free();
            step = 0;
            exp_avg = Zeros();
            exp_avg_sq = Zeros();
            if (((Options)options).amsgrad!.Value)
                max_exp_avg_sq = Zeros();
        }

        internal override void Free() => Moments.Free(this);
    }

    public class Options : OptimizerOptions, IAdamSettings
    {
        public double? beta1;
        public double? beta2;
        public double? weight_decay;
        public double? eps;
        public bool? amsgrad;
        public bool? maximize;

        ref double? IAdamSettings.Beta1 => ref beta1;
        ref double? IAdamSettings.Beta2 => ref beta2;
        ref double? IAdamSettings.Eps => ref eps;
        ref double? IAdamSettings.WeightDecay => ref weight_decay;
        ref bool? IAdamSettings.Amsgrad => ref amsgrad;
        ref bool? IAdamSettings.Maximize => ref maximize;

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            this.Save(writer);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            this.Load(reader);
        }

        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            this.Copy((Options)source);
        }

        internal override void Complete(OptimizerOptions defaults)
        {
            base.Complete(defaults);
            this.Complete((IAdamSettings)defaults);
        }
    }

    public class ParamGroup : ParamGroup<Options>, IBetas
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options)
            : base(parameters, options)
        {
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
            double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                amsgrad = amsgrad,
                maximize = maximize,
            })
        {
        }

        public (double, double) Betas
        {
            get => (Options.beta1!.Value, Options.beta2!.Value);
            set => (Options.beta1, Options.beta2) = value;
        }
    }
}
