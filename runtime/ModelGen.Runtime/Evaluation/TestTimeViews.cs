using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Evaluation;

/// <summary>Test-time augmentation: what a model is shown of an image beside the image itself. The two can be joined.</summary>
[Flags]
public enum TestTimeViews
{
    None = 0,

    /// <summary>Its mirror image: two views.</summary>
    Flip = 1,

    /// <summary>
    /// The middle and the four corners of the image with a margin of reflected pixels, 1/14 of its size: five views, as far apart as
    /// Krizhevsky et al. 2012, section 4.1, have them in images of 256 pixels cut to 224.
    /// </summary>
    Crops = 2,
}

/// <summary>A model's logits, averaged over views.</summary>
internal static class ViewedLogits
{
    private const double Margin = 1.0 / 14;

    /// <param name="images">N × channels × height × width.</param>
    /// <returns>N × classes.</returns>
    public static Tensor Of(nn.Module<Tensor, Tensor> model, Tensor images, TestTimeViews views)
    {
        if (views == TestTimeViews.None)
            return model.call(images);
        Tensor? sum = null;
        int count = 0;
        foreach (var crop in views.HasFlag(TestTimeViews.Crops) ? Crops(images) : [images])
        {
            Add(model.call(crop));
            if (views.HasFlag(TestTimeViews.Flip))
                Add(model.call(crop.flip(3)));
        }

        return sum! / count;

        void Add(Tensor logits)
        {
            // A copy: the model may answer in a buffer that its next answer takes over.
            sum = sum is null ? logits.clone() : sum + logits;
            count++;
        }
    }

    private static IEnumerable<Tensor> Crops(Tensor images)
    {
        long height = images.shape[2], width = images.shape[3];
        long top = Pixels(height), left = Pixels(width);
        var padded = nn.functional.pad(images, [left, left, top, top], PaddingModes.Reflect);
        yield return images;
        foreach (long y in new[] { 0, 2 * top })
        {
            foreach (long x in new[] { 0, 2 * left })
                yield return padded.narrow(2, y, height).narrow(3, x, width);
        }
    }

    private static long Pixels(long size) => Math.Min(Math.Max(1, (long)Math.Round(Margin * size)), size - 1);
}
