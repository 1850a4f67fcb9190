using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Elaboration;

/// <summary>The shape of values joined into one, or null where they do not fit.</summary>
internal static class Joins
{
    public static Shape? Shape(JoinKind kind, IReadOnlyList<Shape> shapes) => kind switch
    {
        JoinKind.Add => shapes.All(s => s == shapes[0]) ? shapes[0] : null,
        JoinKind.Concat => Concat(shapes),
        _ => shapes.Skip(1).Aggregate((Shape?)shapes[0], (product, s) => product is null ? null : Product(product, s)),
    };

    private static Shape? Concat(IReadOnlyList<Shape> shapes)
    {
        var first = shapes[0];
        // torch.cat joins the first dimension after the batch: of an image with its channels last that is the height.
        if (shapes.Any(s => s.IsChannelsLast || s.WithChannels(1) != first.WithChannels(1)))
            return null;
        return first.WithChannels(shapes.Sum(s => s.Channels));
    }

    /// <summary>Equal shapes, or an image and a factor for each of its channels (C×1×1), as torch broadcasts them.</summary>
    private static Shape? Product(Shape left, Shape right)
    {
        if (left == right)
            return left;
        if (!left.IsImage || !right.IsImage || left.Channels != right.Channels)
            return null;
        return IsFactor(right) ? left : IsFactor(left) ? right : null;
    }

    private static bool IsFactor(Shape shape) => shape is { Height: 1, Width: 1 };
}
