using StbImageSharp;

namespace ModelGen.Data;

/// <summary>JPEG, PNG, BMP, GIF and TGA through StbImageSharp. Grey becomes three equal channels; transparency is dropped.</summary>
public sealed class StbImageDecoder : IImageDecoder
{
    public DecodedImage Decode(string path)
    {
        try
        {
            using var stream = new GuardedStream(File.ReadAllBytes(path));
            var image = ImageResult.FromStream(stream, ColorComponents.RedGreenBlue);
            return new DecodedImage(image.Width, image.Height, image.Data);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserError($"{path}: not found", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UserError($"{path}: cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // On broken files stb's port throws whatever its arithmetic meets: index, null, invalid operation.
            throw new UserError($"{path}: not a JPEG, PNG, BMP, GIF or TGA picture that can be read ({e.Message.ReplaceLineEndings(" ")})",
                e);
        }
    }
}
