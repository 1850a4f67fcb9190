namespace ModelGen.Data;

/// <summary>How a folder of pictures is read.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>Leave out pictures that cannot be read, saying which, instead of stopping at the first.</summary>
    public bool SkipCorrupt { get; init; }

    /// <summary>Told what was left out.</summary>
    public Action<string> Say { get; init; } = _ => { };

    public IImageDecoder Decoder { get; init; } = new StbImageDecoder();
}
