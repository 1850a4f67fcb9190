namespace ModelGen.Data;

/// <summary>A picture as bytes: red, green, blue for each pixel, row after row.</summary>
public sealed record DecodedImage(int Width, int Height, byte[] Rgb);

/// <summary>Reads picture files.</summary>
public interface IImageDecoder
{
    /// <exception cref="UserError">The file is missing or not a picture this decoder knows.</exception>
    DecodedImage Decode(string path);
}
