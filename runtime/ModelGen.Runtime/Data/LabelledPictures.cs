namespace ModelGen.Data;

/// <summary>Reads picture files into one set: resized so that they cover the model's input, and cut in the middle.</summary>
/// <param name="place">Named in messages: the folder, or the list, that names the files.</param>
/// <param name="shape">Of the model's input; pictures have three channels.</param>
/// <param name="options">What to do with a file that cannot be read.</param>
internal sealed class LabelledPictures(string place, ImageShape shape, ImageFolderOptions options)
{
    private const int Named = 5;

    /// <param name="files">Their paths.</param>
    /// <param name="label">Makes the set of the pixels and of which files are in it, in order.</param>
    /// <exception cref="UserError">A picture cannot be read, or none, or they do not fit into memory.</exception>
    public ImageSet Read(IReadOnlyList<string> files, Func<byte[], IReadOnlyList<int>, ImageSet> label)
    {
        if (shape.Channels != 3)
            throw new UserError($"{place}: pictures have 3 channels, the model's input has {shape.Channels}");
        if ((long)files.Count * shape.Size > Array.MaxLength)
            throw new UserError(
                $"{place}: {files.Count} pictures of {shape} are more than fit into memory as one block ({Array.MaxLength / shape.Size} do): give fewer, or a smaller input");
        var pixels = new byte[files.Count * shape.Size];
        var errors = new string?[files.Count];
        Parallel.For(0, files.Count, i => errors[i] = TryRead(files[i], pixels.AsSpan(i * shape.Size, shape.Size)));
        int bad = errors.Count(e => e is not null);
        if (bad > 0 && !options.SkipCorrupt)
            throw new UserError($"{errors.First(e => e is not null)} ({bad} of {files.Count} pictures in {place} cannot be read; --skip-corrupt leaves them out)");
        return bad == 0 ? label(pixels, [.. Enumerable.Range(0, files.Count)]) : WithoutErrors(pixels, errors, label);
    }

    /// <summary>What is wrong with the file; null where nothing is.</summary>
    private string? TryRead(string file, Span<byte> pixels)
    {
        try
        {
            PictureReader.ToPlanes(CentreCrop.Cover(options.Decoder.Decode(file), shape.Width, shape.Height)).CopyTo(pixels);
            return null;
        }
        catch (UserError e)
        {
            return e.Message;
        }
    }

    private ImageSet WithoutErrors(byte[] pixels, string?[] errors, Func<byte[], IReadOnlyList<int>, ImageSet> label)
    {
        string[] bad = [.. errors.OfType<string>()];
        string named = string.Join("; ", bad.Take(Named)) + (bad.Length > Named ? "; …" : "");
        options.Say($"warning: {place}: {bad.Length} of {errors.Length} pictures cannot be read and are left out: {named}");
        int[] good = [.. Enumerable.Range(0, errors.Length).Where(i => errors[i] is null)];
        if (good.Length == 0)
            throw new UserError($"{place}: none of its {errors.Length} pictures can be read");
        var kept = new byte[good.Length * shape.Size];
        for (int k = 0; k < good.Length; k++)
            pixels.AsSpan(good[k] * shape.Size, shape.Size).CopyTo(kept.AsSpan(k * shape.Size));
        return label(kept, good);
    }
}
