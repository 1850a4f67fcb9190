using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>Names for the variables of one method body, each unlike the others and unlike what the body refers to.</summary>
internal sealed class VariableNames
{
    // Arguments of the model's constructor.
    private static readonly string[] FreeNames = [FreeLiterals.Classes, FreeLiterals.InputChannels];

    private readonly HashSet<string> names = new(StringComparer.Ordinal) { Node.Input, "device", "dtype", "functional", "nn", "torch", "training" };

    public VariableNames(ParameterTable table, params string[] reserved)
    {
        names.UnionWith(table.Parameters.Select(p => p.Name));
        names.UnionWith(FreeNames);
        names.UnionWith(reserved);
    }

    /// <summary>A name for what a node computes: its property's, its op's or its kind's.</summary>
    public string Of(Node node)
    {
        string name = CSharpName.Camel(node is JoinNode join ? join.Kind switch { JoinKind.Add => "sum", JoinKind.Multiply => "product", _ => "joined" } : ParameterTable.Owner(node));
        string unique = CSharpName.Escape(name);
        for (int n = 2; !names.Add(unique); n++)
            unique = name + n;
        return unique;
    }
}
