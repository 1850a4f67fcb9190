using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.PyTorch.Plan;

/// <summary>A class to write: what all its instances in the model have in common, and parameters for what they have not.</summary>
internal sealed class PythonClass(string name, IReadOnlyList<Scope> instances)
{
    public string Name => name;

    public IReadOnlyList<Scope> Instances => instances;

    public required IReadOnlyList<ClassParameter> Parameters { get; init; }

    /// <summary>Statements of the constructor that make the children; of a chain, the children themselves.</summary>
    public required IReadOnlyList<string> Children { get; init; }

    /// <summary>
    /// Statements of <c>forward(self, x)</c>; null for a chain of numbered modules, which is an <c>nn.Sequential</c> and has one already.
    /// </summary>
    public required IReadOnlyList<string>? Forward { get; init; }

    /// <summary>Statements of <c>forward_with_aux(self, x)</c>, which gives the auxiliary outputs too; null where there are none.</summary>
    public IReadOnlyList<string>? ForwardWithAuxiliary { get; init; }

    /// <summary>The name the calling scope has for a parameter's value, or null.</summary>
    public string? OuterSource(ClassParameter parameter, int instance)
    {
        // A seq sees the names around it.
        if (instances[0].Kind != ScopeKind.Block)
            return parameter.SpecName;
        // `$in` of a block's let means what arrives at the block, not at its caller.
        string? name = Slot.PlainName(instances[instance].Parameters.FirstOrDefault(p => p.Name == parameter.SpecName)?.Source);
        return name == Slot.In ? null : name;
    }
}
