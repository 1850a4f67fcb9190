namespace TorchSharp.Modules;

/// <summary>The sizes of the two dimensions of a picture, as libtorch takes them.</summary>
internal static class Pair
{
    public static long[] Array((long, long) sizes) => [sizes.Item1, sizes.Item2];

    public static long[]? Array((long, long)? sizes) => sizes is { } both ? Array(both) : null;

    public static long[] Array(long size) => [size, size];

    public static long[]? Array(long? size) => size is { } both ? Array(both) : null;
}
