namespace ModelGen.Data;

/// <summary>A picture file made into one image of a model's input.</summary>
/// <param name="Image">A set of one image, with label 0.</param>
/// <param name="Note">Says what was done when the picture's size was not the model's; null when it was.</param>
public sealed record Picture(ImageSet Image, string? Note);

/// <summary>Reads picture files into the shape a model takes.</summary>
public sealed class PictureReader(IImageDecoder decoder)
{
    /// <exception cref="UserError">Not a picture, or the model does not take colour images.</exception>
    public Picture Read(string path, ImageShape shape)
    {
        if (shape.Channels != 3)
            throw new UserError($"{path}: pictures have 3 channels, the model's input has {shape.Channels}");
        var image = decoder.Decode(path);
        string? note = null;
        if ((image.Width, image.Height) != (shape.Width, shape.Height))
        {
            note = $"{path}: resized from {image.Width}×{image.Height} to the model's {shape.Width}×{shape.Height} (bilinear)";
            image = BilinearResizer.Resize(image, shape.Width, shape.Height);
        }

        return new Picture(new ImageSet(shape, ToPlanes(image), [0]), note);
    }

    /// <summary>Channel after channel, row after row.</summary>
    internal static byte[] ToPlanes(DecodedImage image)
    {
        int plane = image.Width * image.Height;
        var pixels = new byte[3 * plane];
        for (int i = 0; i < plane; i++)
        {
            for (int c = 0; c < 3; c++)
                pixels[(c * plane) + i] = image.Rgb[(3 * i) + c];
        }

        return pixels;
    }
}
