using ModelGen.Data;
using ModelGen.Providers;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>A model and all that changes as it learns: the optimizer's memory and the average of the weights.</summary>
internal sealed class Learner : IDisposable
{
    private readonly Recipe recipe;
    private readonly Objective objective;
    private readonly Freezing freezing;

    /// <exception cref="UserError">The recipe names classes or parameters that the model does not have.</exception>
    public Learner(ModelInfo info, Recipe recipe, Device? device)
    {
        this.recipe = recipe;
        objective = new Objective(info, recipe, device);
        Model = info.Create(device);
        try
        {
            freezing = new Freezing(recipe, Model);
            Optimizer = OptimizerFactory.Create(recipe, Model);
        }
        catch
        {
            Model.Dispose();
            objective.Dispose();
            throw;
        }

        if (recipe.Ema > 0)
            Average = new WeightAverage(info.Create(device), Model, recipe.Ema);
    }

    public nn.Module<Tensor, Tensor> Model { get; }

    public ParameterOptimizer Optimizer { get; }

    public WeightAverage? Average { get; }

    /// <summary>What is validated and used: the average where there is one.</summary>
    public nn.Module<Tensor, Tensor> Evaluated => Average?.Model ?? Model;

    public void EpochBegins(int epoch) => freezing.Apply(Model, epoch);

    /// <summary>Adds a batch's gradients, weighted by its share of the update's images, unless the loss is not finite.</summary>
    /// <returns>The batch's mean loss, and how many of its images were right.</returns>
    public (double Loss, long Right) Learn(Batch batch, double share)
    {
        // Generated models dispose what they make; the scope is for hand-written ones, and for what this step makes itself.
        using var scope = NewDisposeScope();
        var (logits, loss) = Forward(batch);
        double value = loss.item<float>();
        if (double.IsFinite(value))
            (share < 1 ? loss * share : loss).backward();
        return (value, objective.Right(logits, batch.Labels));
    }

    /// <summary>Moves the weights by the gradients gathered, which must be finite, and forgets them.</summary>
    /// <returns>The gradients' norm before clipping; where it is not finite, nothing was moved.</returns>
    public double Update(double rate)
    {
        double norm = GradientNorm.Measure(Optimizer.Parameters);
        if (!double.IsFinite(norm))
            return norm;
        if (recipe.ClipNorm > 0)
            GradientNorm.Clip(Optimizer.Parameters, norm, recipe.ClipNorm);
        Optimizer.Step(rate);
        Optimizer.ClearGradients();
        Average?.Update();
        return norm;
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Average?.Dispose();
        objective.Dispose();
        Model.Dispose();
    }

    private (Tensor Logits, Tensor Loss) Forward(Batch batch)
    {
        Tensor logits;
        IReadOnlyList<Tensor> auxiliary = [];
        using (recipe.Precision == Precision.Bfloat16 ? TorchProvider.Current.Autocast() : null)
        {
            if (Model is IAuxiliaryOutputs heads)
                (logits, auxiliary) = heads.forward_with_aux(batch.Images);
            else
                logits = Model.call(batch.Images);
        }

        logits = AsFloat32(logits);
        var loss = objective.Loss(logits, batch);
        for (int i = 0; i < auxiliary.Count; i++)
            loss += objective.Loss(AsFloat32(auxiliary[i]), batch) * ((IAuxiliaryOutputs)Model).AuxiliaryWeights[i];
        return (logits, loss);
    }

    private static Tensor AsFloat32(Tensor logits) => logits.dtype == ScalarType.Float32 ? logits : logits.to(ScalarType.Float32);
}
