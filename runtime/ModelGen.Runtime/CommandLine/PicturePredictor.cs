using System.Globalization;
using ModelGen.Data;
using ModelGen.Evaluation;

namespace ModelGen.CommandLine;

/// <summary>Says what is in picture files, some at a time, and prints each as soon as it is known.</summary>
internal sealed class PicturePredictor(TrainedModel trained, ModelInfo info, Normalization normalization, int top, CommandConsole console)
{
    private const int AtOnce = 64;
    private readonly PictureReader reader = new(new StbImageDecoder());
    private readonly ImageShape shape = ImageShape.Of(info.InputShape);

    /// <summary>Leave out pictures that cannot be read.</summary>
    public bool SkipCorrupt { get; init; }

    /// <summary>Ask the model itself rather than its inference form.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Of each picture.</summary>
    public TestTimeViews Views { get; init; }

    /// <exception cref="UserError">A picture cannot be read, or none of them.</exception>
    public List<PicturePrediction> Predict(IReadOnlyList<string> files, CancellationToken cancellation)
    {
        var result = new List<PicturePrediction>();
        foreach (string[] some in files.Chunk(AtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            var pictures = some.Select(file => (File: file, Picture: Read(file))).Where(p => p.Picture is not null).ToList();
            if (pictures.Count > 0)
                result.AddRange(Predict([.. pictures.Select(p => p.File)], [.. pictures.Select(p => p.Picture!.Image)]));
        }

        return result.Count > 0 ? result : throw new UserError("none of the pictures can be read");
    }

    private Picture? Read(string file)
    {
        try
        {
            var picture = reader.Read(file, shape);
            if (picture.Note is { } note)
                console.Error.WriteLine($"note: {note}");
            return picture;
        }
        catch (UserError e) when (SkipCorrupt)
        {
            console.Error.WriteLine($"warning: {e.Message}");
            return null;
        }
    }

    private IEnumerable<PicturePrediction> Predict(string[] files, ImageSet[] images)
    {
        var batch = new ImageSet(shape, [.. images.SelectMany(i => i.Pixels)], new int[images.Length]);
        using var loader = new BatchLoader(batch, normalization, null, new BatchLoaderOptions { BatchSize = AtOnce });
        var options = new EvaluationOptions { Loss = trained.Loss, Views = Views };
        return [.. files.Zip(Evaluator.Predict(trained.Answering(IsPlain), loader, options), Prediction)];
    }

    private PicturePrediction Prediction(string file, float[] probabilities)
    {
        var classes = probabilities.Select((p, c) => new ClassProbability(trained.ClassNames[c], p)).OrderByDescending(c => c.Probability).Take(top).ToList();
        console.Out.WriteLine($"{file}: {string.Join(", ", classes.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Class} {c.Probability:p1}")))}");
        return new PicturePrediction(file, classes);
    }
}
