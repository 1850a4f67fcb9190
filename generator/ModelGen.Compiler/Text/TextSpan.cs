namespace ModelGen.Compiler.Text;

/// <summary>A stretch of a text, as offsets.</summary>
public readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;

    public static TextSpan FromTo(int start, int end) => new(start, Math.Max(0, end - start));
}
