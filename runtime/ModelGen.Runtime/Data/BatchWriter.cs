namespace ModelGen.Data;

/// <summary>
/// Turns stored bytes into the normalised, augmented floats of a batch. What it writes for an image depends on the seed, the epoch and
/// the image's index alone. Crops and mirrors cost nothing: one table look-up a value, about 1 ns. One thread at a time.
/// </summary>
internal sealed class BatchWriter
{
    private readonly ImageSet images;
    private readonly IReadOnlyList<Augmentation> steps;
    private readonly IReadOnlyList<Augmentation> hiding;
    private readonly BatchMixer? mixer;
    private readonly bool onlyMoves;
    private readonly int seed;
    private readonly bool channelsLast;
    private readonly float[] table;
    private readonly ByteImage scratch = new();

    /// <exception cref="UserError">A crop is larger than the padded image.</exception>
    public BatchWriter(ImageSet images, Normalization normalization, IReadOnlyList<Augmentation> augment, int seed, bool channelsLast)
    {
        (this.images, this.seed, this.channelsLast) = (images, seed, channelsLast);
        hiding = [.. augment.Where(Hides)];
        var mixing = augment.Where(Mixes).ToList();
        steps = [.. augment.Where(a => !Hides(a) && !Mixes(a))];
        onlyMoves = steps.All(a => a is Augmentation.RandomCrop or Augmentation.HorizontalFlip);
        table = normalization.Table();
        OutputShape = CheckedShape(images.Shape, augment);
        mixer = mixing.Count > 0 ? new BatchMixer(mixing, seed, OutputShape, channelsLast) : null;
    }

    /// <summary>Of an augmented image.</summary>
    public ImageShape OutputShape { get; }

    /// <summary>
    /// Writes image <paramref name="index"/>: channels × height × width, or height × width × channels if channels come last.
    /// </summary>
    public void Write(int epoch, int index, Span<float> output)
    {
        var random = new CounterRandom(seed, epoch, index);
        if (onlyMoves)
            WritePlanes(images[index], images.Shape, DrawGeometry(ref random), output);
        else
            WriteSteps(index, ref random, output);
        foreach (var step in hiding)
            HiddenParts.Hide(HiddenParts.Draw(step, OutputShape, ref random), OutputShape, output, channelsLast);
    }

    /// <summary>
    /// Mixes the images of a written batch with one another, if that is asked for; the share of the images' own labels, else null.
    /// </summary>
    public double? Mix(Span<float> batch, int count, int epoch, int number) => mixer?.Mix(batch, count, epoch, number);

    private static bool Hides(Augmentation step) => step is Augmentation.Cutout or Augmentation.RandomErasing;

    private static bool Mixes(Augmentation step) => step is Augmentation.Mixup or Augmentation.Cutmix;

    private void WriteSteps(int index, ref CounterRandom random, Span<float> output)
    {
        scratch.Load(images[index], images.Shape);
        foreach (var step in steps)
            ImageSteps.Apply(step, scratch, ref random);
        var shape = new ImageShape(scratch.Channels, scratch.Height, scratch.Width);
        WritePlanes(scratch.All, shape, new CropGeometry(shape.Height, shape.Width), output);
    }

    private CropGeometry DrawGeometry(ref CounterRandom random)
    {
        var geometry = new CropGeometry(images.Shape.Height, images.Shape.Width);
        foreach (var step in steps)
        {
            switch (step)
            {
                case Augmentation.RandomCrop crop:
                    int top = random.NextInt(geometry.Height + (2 * crop.Padding) - crop.Size + 1);
                    int left = random.NextInt(geometry.Width + (2 * crop.Padding) - crop.Size + 1);
                    geometry.Crop(crop.Size, crop.Padding, top, left);
                    break;
                case Augmentation.HorizontalFlip flip:
                    if (random.NextDouble() < flip.P)
                        geometry.FlipHorizontally();
                    break;
            }
        }

        return geometry;
    }

    private void WritePlanes(ReadOnlySpan<byte> source, ImageShape shape, CropGeometry geometry, Span<float> output)
    {
        for (int c = 0; c < shape.Channels; c++)
        {
            var plane = source.Slice(c * shape.Plane, shape.Plane);
            var values = table.AsSpan(256 * c, 256);
            if (channelsLast)
                WritePlane(plane, shape.Width, values, geometry, output[c..], shape.Channels);
            else
                WritePlane(plane, shape.Width, values, geometry, output.Slice(c * OutputShape.Plane, OutputShape.Plane), 1);
        }
    }

    /// <summary>Writes one channel; neighbouring pixels stand <paramref name="stride"/> floats apart.</summary>
    private static void WritePlane(
        ReadOnlySpan<byte> plane, int width, ReadOnlySpan<float> values, CropGeometry geometry, Span<float> output, int stride)
    {
        var (first, end, start, direction) = geometry.Columns();
        // Black is padded before normalisation, as torchvision's RandomCrop does it: byte 0, not float 0.
        float black = values[0];
        int at = 0;
        for (int y = 0; y < geometry.Height; y++)
        {
            int row = geometry.SourceRow(y);
            int visibleFrom = row < 0 ? geometry.Width : first;
            int visibleTo = row < 0 ? geometry.Width : end;
            int x = 0;
            for (; x < visibleFrom; x++, at += stride)
                output[at] = black;
            for (int from = (row * width) + start; x < visibleTo; x++, at += stride, from += direction)
                output[at] = values[plane[from]];
            for (; x < geometry.Width; x++, at += stride)
                output[at] = black;
        }
    }

    private static ImageShape CheckedShape(ImageShape shape, IReadOnlyList<Augmentation> augment)
    {
        foreach (var step in augment)
        {
            if (step is Augmentation.RandomResizedCrop { Size: > 0 } resized)
                shape = shape with { Height = resized.Size, Width = resized.Size };
            if (step is not Augmentation.RandomCrop crop)
                continue;
            int smaller = Math.Min(shape.Height, shape.Width) + (2 * crop.Padding);
            if (crop.Size > smaller)
                throw new UserError($"random_crop: {crop.Size} pixels with padding {crop.Padding}: the padded image has only {smaller}: raise padding to at least {(crop.Size - Math.Min(shape.Height, shape.Width) + 1) / 2}");
            shape = shape with { Height = crop.Size, Width = crop.Size };
        }

        return shape;
    }
}
