namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>A local variable of a <c>forward</c>: one tensor handle. Steps in place keep the variable of their operand.</summary>
/// <param name="definition">The node that makes it, or null for the input.</param>
internal sealed class Variable(string name, OverlayNode? definition)
{
    public string Name => name;

    public bool IsInput => definition is null;

    /// <summary>True if some instances never make it.</summary>
    public bool IsNullable => definition is { IsConditional: true };

    /// <summary>Index of the last step that reads or writes it.</summary>
    public int LastUse { get; set; }

    public bool ExistsIn(int instance) => definition is null || definition.IsIn(instance);
}
