using ModelGen.Data;

namespace ModelGen.Training;

/// <summary>The images of a run: which train, which validate, and how batches make updates.</summary>
internal sealed class TrainingBatches : IDisposable
{
    /// <summary>Keeps Torch's seeds apart from the other streams made of the same seed.</summary>
    private const long TorchKey = 0x70C5;

    private readonly Recipe recipe;
    private readonly TrainingOptions options;

    /// <exception cref="UserError">Model, data and recipe do not fit each other.</exception>
    public TrainingBatches(ModelInfo info, Dataset data, Recipe recipe, TrainingOptions options)
    {
        (this.recipe, this.options) = (recipe, options);
        data.CheckFits(info, recipe.Loss);
        var split = DataSplit.Create(data.Train.LabelSets?.Strata() ?? data.Train.Labels, options.Subset, options.Validation, options.Seed);
        Train = new BatchLoader(data.Train, data.Normalization, split.Train, TrainOptions());
        try
        {
            CheckCropFits(info, Train.OutputShape);
            (TrainImages, ValidationImages) = (split.Train.Count, split.Validation.Count);
            if (ValidationImages > 0)
                Validation = new BatchLoader(data.Train, data.Normalization, split.Validation, TrainOptions() with { Shuffle = false, SkipSingleImage = false, Augment = [] });
        }
        catch
        {
            Train.Dispose();
            throw;
        }
    }

    public BatchLoader Train { get; }

    public BatchLoader? Validation { get; }

    public int TrainImages { get; }

    public int ValidationImages { get; }

    public int UpdatesPerEpoch => (Train.Batches + recipe.Accumulate - 1) / recipe.Accumulate;

    /// <summary>Whether the weights are updated after a batch (counted from 1 in its epoch).</summary>
    public bool IsUpdate(int step) => step % recipe.Accumulate == 0 || step == Train.Batches;

    /// <summary>A batch's share of its update's images.</summary>
    public double ShareOfUpdate(int step)
    {
        int first = (step - 1) / recipe.Accumulate * recipe.Accumulate;
        return (double)ImagesOf(step - 1, 1) / ImagesOf(first, recipe.Accumulate);
    }

    /// <summary>Of Torch's generator for one step.</summary>
    public long TorchSeed(int epoch, int step)
    {
        var random = new CounterRandom(options.Seed, TorchKey, epoch, step);
        return (long)(random.Next() >> 1);
    }

    public void Dispose()
    {
        Train.Dispose();
        Validation?.Dispose();
    }

    /// <summary>Images of some batches, the first of them counted from 0.</summary>
    private int ImagesOf(int first, int count) =>
        Math.Min((first + count) * recipe.BatchSize, Train.Images) - (first * recipe.BatchSize);

    private BatchLoaderOptions TrainOptions() => new()
    {
        BatchSize = recipe.BatchSize,
        Seed = options.Seed,
        Shuffle = true,
        SkipSingleImage = true,
        ChannelsLast = recipe.MemoryFormat == MemoryFormat.ChannelsLast,
        Augment = recipe.Augment,
        Device = options.Device,
    };

    private static void CheckCropFits(ModelInfo info, ImageShape cropped)
    {
        var input = ImageShape.Of(info.InputShape);
        if (cropped != input)
            throw new UserError($"{info.Name}: augmentation gives images of {cropped}, the model takes {input}: set random_crop: {input.Height} in {info.SpecFile}");
    }
}
