using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Backends.CSharp.Ops;
using ModelGen.Compiler.Diagnostics;

namespace ModelGen.Compiler.Elaboration;

/// <summary>What a model's class may be called.</summary>
internal static class ModelNames
{
    private static readonly HashSet<string> Namespaces = new(StringComparer.Ordinal) { "System", "TorchSharp", "ModelGen", "torch", "nn" };

    /// <exception cref="SpecException">The name is none for a class.</exception>
    public static void Check(string name, Place place)
    {
        string? reason =
            name.Length > 200 || !CSharpName.IsIdentifier(name)
                ? "a class name is made of letters, digits and _, and does not start with a digit"
            : CSharpName.Escape(name) != name ? "it is a keyword of C#"
            : CSharpName.UsedTypes.Contains(name) || CSharpOps.ModuleTypes.Contains(name) || Namespaces.Contains(name)
                ? "generated code calls something else by this name"
            : CSharpName.ModuleMembers.Contains(name) || CSharpName.ModelMembers.Contains(name) ? "it is a member of every model class"
            : null;
        if (reason is not null)
            throw FindingList.Error(Descriptors.ModelName, place, name, reason);
    }
}
