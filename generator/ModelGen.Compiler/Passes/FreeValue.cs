namespace ModelGen.Compiler.Passes;

/// <summary>A number of the spec that can be an argument of the model's constructor, with the spec's number as its default.</summary>
public enum FreeValue
{
    /// <summary>The <c>classes:</c>.</summary>
    Classes,

    /// <summary>The channels of the <c>input:</c>.</summary>
    InputChannels,
}
