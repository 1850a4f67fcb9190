namespace ModelGen.Inference;

/// <summary>How images lie in memory while a prepared program runs. The native half has the same numbers.</summary>
internal enum ImageLayout
{
    /// <summary>Pixel by pixel: channels last.</summary>
    Pixels = 1,

    /// <summary>In blocks of 16 channels, pixel by pixel: oneDNN's <c>nChw16c</c>.</summary>
    Blocks = 2,
}

/// <summary>What there is to choose when a program is prepared.</summary>
/// <param name="Images">How many are computed at once; a larger batch is computed in parts.</param>
/// <param name="IsParallel">Whether each thread computes parts of its own, or all threads work on each part.</param>
/// <param name="AllowsWinograd">
/// Whether 3×3 convolutions may be computed by Winograd's minimal filtering (Lavin and Gray 2016), which saves multiplications and rounds more.
/// </param>
internal sealed record ProgramForm(long Images, long Channels, long Height, long Width, ImageLayout Layout, bool IsParallel, bool AllowsWinograd)
{
    public override string ToString() =>
        $"{Images} {(Images == 1 ? "image" : "images")} {(IsParallel ? "a thread" : "at once")}, {(Layout == ImageLayout.Blocks ? "blocks of channels" : "channels last")}{(AllowsWinograd ? "" : ", direct")}";
}

/// <summary>Memory of a prepared program, in bytes.</summary>
/// <param name="Planned">What the values of one part take.</param>
/// <param name="Needed">The most that is alive at one step, which no plan can go below.</param>
/// <param name="Weights">The packed weights.</param>
/// <param name="Parts">How many parts are computed at the same time.</param>
public sealed record ProgramMemory(long Planned, long Needed, long Weights, int Parts);
