using ModelGen.Data;
using ModelGen.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Runtime.Tests.Training;

public sealed class AuxiliaryLossTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    public void The_loss_of_an_auxiliary_head_is_added_by_its_weight(double weight)
    {
        TwoHeads? model = null;
        var info = new ModelInfo("", "")
        {
            Name = "TwoHeads", SpecFile = "tests/heads.yaml", SpecHash = "0", InputShape = [3, 4, 4], Classes = 2, ParameterCount = 0, MultiplyAdds = 0,
            Recipe = new Recipe(), Create = _ => model = new TwoHeads(weight),
        };
        using var learner = new Learner(info, info.Recipe, null);
        var batch = new Batch(rand(8, 3, 4, 4), zeros([8], ScalarType.Int64), new int[8]);
        var (loss, _) = learner.Learn(batch, share: 1);

        using var scope = NewDisposeScope();
        var (output, auxiliary) = model!.forward_with_aux(batch.Images);
        double main = nn.functional.cross_entropy(output, batch.Labels).item<float>();
        double side = nn.functional.cross_entropy(auxiliary[0], batch.Labels).item<float>();
        Assert.Equal(main + (weight * side), loss, 1e-5);
        Assert.Equal(weight > 0, model.Side.weight!.grad!.abs().sum().item<float>() > 0);
    }

    private sealed class TwoHeads : nn.Module<Tensor, Tensor>, IAuxiliaryOutputs
    {
        public TwoHeads(double weight) : base("TwoHeads")
        {
            AuxiliaryWeights = [weight];
            register_module("main", Main);
            register_module("side", Side);
        }

        public Linear Main { get; } = nn.Linear(48, 2);

        public Linear Side { get; } = nn.Linear(48, 2);

        public IReadOnlyList<double> AuxiliaryWeights { get; }

        public override Tensor forward(Tensor input) => Main.call(input.flatten(1));

        public (Tensor Output, IReadOnlyList<Tensor> Auxiliary) forward_with_aux(Tensor input) => (forward(input), [Side.call(input.flatten(1))]);

        protected override void RegisterComponents()
        {
        }
    }
}
