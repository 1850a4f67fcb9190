namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>One value of the graph where generated code writes it: an argument of a factory call or of a function.</summary>
/// <param name="Name">The argument's name in the spec or in torch: <c>kernel_size</c>. Part of a constructor parameter's name if it becomes one.</param>
/// <param name="Type">Its C# type: <c>long</c>, <c>double</c>, <c>bool</c>, <c>(long, long)</c>.</param>
/// <param name="Literal">The value as C# text.</param>
internal sealed record Slot(string Name, string Type, string Literal)
{
    /// <summary>Name for the channels that arrive at a class, as the spec calls them.</summary>
    public const string In = "in";

    /// <summary>The plain name the spec gives this value (<c>planes</c> for <c>$planes</c>), or null.</summary>
    public string? Source { get; init; }

    /// <summary>True for the channels of the incoming value: the spec does not say them, so their name is found by looking where they come from.</summary>
    public bool IsInputChannels { get; init; }

    /// <summary>Name of the argument at the call site, or null for a positional one.</summary>
    public string? Label { get; init; }

    /// <summary>The callee's own default as C# text: an argument that equals it in every instance is left out.</summary>
    public string? Default { get; init; }

    /// <summary><c>planes</c> of <c>$planes</c> or <c>$(planes)</c>; null for any other text.</summary>
    public static string? PlainName(string? source)
    {
        if (source is null || !source.StartsWith("$", StringComparison.Ordinal))
            return null;
        string name = source.Substring(1);
        if (name.StartsWith("(", StringComparison.Ordinal) && name.EndsWith(")", StringComparison.Ordinal))
            name = name.Substring(1, name.Length - 2).Trim();
        return CSharpName.IsIdentifier(name) ? name : null;
    }
}
