using ModelGen.Inference;
using ModelGen.Models;
using ModelGen.Providers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

/// <summary>
/// The inference form of every model equals the model in eval mode, with norms whose statistics are no longer those of a fresh layer. By default
/// the smallest model of each file stands for its family, on small images; tests/parity.sh compares all at their own size.
/// </summary>
public sealed class InferenceTests
{
    private const double Tolerance = 1e-4;

    private static readonly bool IsWhole = Environment.GetEnvironmentVariable("MODELGEN_PARITY") == "all";

    public static TheoryData<string> Names => [.. (IsWhole ? ModelRegistry.All : Zoo.SmallestOfEachFile).Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_the_model_in_eval_mode(string name)
    {
        var info = Zoo.Info(name);
        manual_seed(6);
        using var model = info.Create(null);
        Perturb(model);
        model.eval();
        var before = Copy(model.state_dict());
        using var fast = model.ForInference();
        Assert.All(new[] { 2, 3, 1 }, batch =>
        {
            using var images = randn([batch, .. IsWhole ? info.InputShape : Small(info.InputShape)]);
            using var copy = images.clone();
            double error = Difference(model, fast, images);
            Assert.True(error <= Tolerance, $"{batch} images: largest difference {error:g3} of the largest logit\n{string.Join('\n', fast.Steps)}");
            Assert.True(images.equal(copy).all().ToBoolean(), "the input was written to");
        });
        var after = model.state_dict();
        Assert.Equal(before.Keys, after.Keys);
        Assert.All(before, entry => Assert.True(entry.Value.equal(after[entry.Key]).all().ToBoolean(), entry.Key));
        foreach (var tensor in before.Values)
            tensor.Dispose();
    }

    /// <summary>Which form is fastest depends on the machine: each must be right, also where the last part of a batch is not whole.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_prepared_program_equals_the_model(string name)
    {
        var info = Zoo.Info(name);
        manual_seed(7);
        using var model = info.Create(null);
        Perturb(model);
        model.eval();
        using var graph = InferenceGraph.Of((IInferenceForm)model);
        var size = Small(info.InputShape);
        using var images = randn([5, .. size]);
        foreach (var layout in Enum.GetValues<ImageLayout>())
        {
            foreach (bool isParallel in new[] { false, true })
            {
                using var program = TorchProvider.Current.Prepare(graph, new ProgramForm(2, size[0], size[1], size[2], layout, isParallel, AllowsWinograd: true));
                if (program is null)
                    continue;
                double error = Difference(model, program.Run, images);
                Assert.True(error <= Tolerance, $"{program.Form}: largest difference {error:g3} of the largest logit");
                Assert.InRange(program.Memory.Planned, program.Memory.Needed, program.Memory.Needed * 5 / 4);
            }
        }
    }

    /// <summary>The comparison must be able to fail.</summary>
    [Fact]
    public void What_the_model_learns_afterwards_does_not_reach_it()
    {
        using var model = Zoo.Create("ResNet20");
        Perturb(model);
        model.eval();
        using var fast = model.ForInference();
        using (no_grad())
        {
            var weights = model.parameters().Where(p => p.dim() == 4).ToList();
            using var channel = weights[weights.Count / 2].narrow(0, 0, 1);
            channel.mul_(1.5);
        }

        using var images = randn([2, 3, 32, 32]);
        Assert.True(Difference(model, fast, images) > 10 * Tolerance);
    }

    /// <summary>What programs hold packed, and the form lets go, must come back to the bit: with any number of channels, in groups, as a matrix.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Packed_weights_come_back_as_they_were(string name)
    {
        var info = Zoo.Info(name);
        manual_seed(8);
        using var model = info.Create(null);
        using var graph = InferenceGraph.Of((IInferenceForm)model);
        var weights = graph.Steps.Select(s => s.Op is InferenceOp.Conv conv ? conv.Weight : (s.Op as InferenceOp.Linear)?.Weight).OfType<LayerWeight>().ToList();
        var before = weights.ConvertAll(Clone);
        var size = Small(info.InputShape);
        foreach (var layout in new[] { ImageLayout.Pixels, ImageLayout.Blocks })
        {
            using (var program = TorchProvider.Current.Prepare(graph, new ProgramForm(2, size[0], size[1], size[2], layout, false, AllowsWinograd: true)))
                Check("packed");
            Check("given back");

            void Check(string when)
            {
                foreach (var (weight, expected) in weights.Zip(before))
                {
                    using var found = weight.Read();
                    Assert.True(found.equal(expected).all().ToBoolean(), $"{when}: {string.Join('×', weight.Shape)}");
                }
            }
        }

        before.ForEach(w => w.Dispose());

        static Tensor Clone(LayerWeight weight)
        {
            using var read = weight.Read();
            return read.clone();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_that_is_given_up_answers_as_it_did(string name)
    {
        var info = Zoo.Info(name);
        manual_seed(9);
        using var model = info.Create(null);
        Perturb(model);
        model.eval();
        var size = Small(info.InputShape);
        using var images = randn([3, .. size]);
        using var one = images.narrow(0, 0, 1);
        using var guard = no_grad();
        using var expected = model.call(images);
        using var single = model.call(one);
        using var fast = model.ForInference(new InferenceOptions { TakesModel = true });
        foreach (var (input, logits) in new[] { (images, expected), (one, single), (images, expected) })
            Assert.True(Difference(_ => logits.alias(), fast.call, input) <= Tolerance);
    }

    [Fact]
    public void No_norm_is_left_where_each_follows_a_convolution()
    {
        using var model = Zoo.Create("ResNet20");
        using var fast = model.ForInference();
        Assert.DoesNotContain(fast.Steps, s => s.Contains("scale", StringComparison.Ordinal) || s == "Relu");
    }

    private static double Difference(nn.Module<Tensor, Tensor> model, InferenceModel fast, Tensor images) => Difference(model, fast.call, images);

    private static double Difference(nn.Module<Tensor, Tensor> model, Func<Tensor, Tensor> fast, Tensor images) => Difference(model.call, fast, images);

    private static double Difference(Func<Tensor, Tensor> model, Func<Tensor, Tensor> fast, Tensor images)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var expected = model(images);
        return ((fast(images) - expected).abs().max() / expected.abs().max()).ToDouble();
    }

    private static void Perturb(nn.Module<Tensor, Tensor> model)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var norm in model.modules().OfType<BatchNorm2d>())
        {
            norm.running_mean!.normal_(0, 0.2);
            norm.running_var!.uniform_(0.5, 1.5);
            norm.weight?.uniform_(0.5, 1.5);
            norm.bias?.normal_(0, 0.2);
        }
    }

    private static Dictionary<string, Tensor> Copy(Dictionary<string, Tensor> state) => state.ToDictionary(e => e.Key, e => e.Value.detach().clone());

    private static IReadOnlyList<long> Small(IReadOnlyList<long> shape) => [shape[0], Math.Min(shape[1], 96), Math.Min(shape[2], 96)];
}
