namespace ModelGen.Data;

/// <summary>Labelled images of one shape, all in memory as bytes.</summary>
public sealed class ImageSet
{
    /// <summary>Images that have one class each.</summary>
    /// <param name="shape">Of every image.</param>
    /// <param name="pixels">Image after image, each channel after channel, row after row.</param>
    /// <param name="labels">Class numbers, one for each image.</param>
    public ImageSet(ImageShape shape, byte[] pixels, int[] labels)
    {
        if ((long)labels.Length * shape.Size != pixels.LongLength)
            throw new ArgumentException($"{labels.Length} images of {shape} need {(long)labels.Length * shape.Size} bytes, found {pixels.LongLength}");
        Shape = shape;
        Pixels = pixels;
        Labels = labels;
    }

    /// <summary>Images that have any number of classes each: what <see cref="LossKind.BinaryCrossEntropy"/> learns.</summary>
    /// <param name="shape">Of every image.</param>
    /// <param name="pixels">Image after image, each channel after channel, row after row.</param>
    /// <param name="labels">Which classes each image has.</param>
    public ImageSet(ImageShape shape, byte[] pixels, LabelSets labels) : this(shape, pixels, labels.Lowest()) => LabelSets = labels;

    public ImageShape Shape { get; }

    public int Count => Labels.Length;

    /// <summary>The class of each image; of several the lowest, of none -1.</summary>
    public IReadOnlyList<int> AllLabels => Labels;

    /// <summary>The classes of each image; null where each has one.</summary>
    public LabelSets? LabelSets { get; }

    internal byte[] Pixels { get; }

    internal int[] Labels { get; }

    /// <summary>The bytes of one image: channels × height × width.</summary>
    public ReadOnlySpan<byte> this[int index] => Pixels.AsSpan(index * Shape.Size, Shape.Size);

    /// <summary>How many images have each class.</summary>
    internal int[] CountClasses(int classes)
    {
        var counts = new int[classes];
        for (int i = 0; i < Count; i++)
        {
            for (int c = 0; c < classes; c++)
                counts[c] += Has(i, c) ? 1 : 0;
        }

        return counts;
    }

    /// <summary>The names of an image's classes; the word none where it has none.</summary>
    internal string ClassText(int index, IReadOnlyList<string> names)
    {
        string text = string.Join('+', names.Where((_, c) => Has(index, c)));
        return text.Length > 0 ? text : "none";
    }

    private bool Has(int index, int label) => LabelSets is { } sets ? sets[index][label] : Labels[index] == label;
}
