using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Spec.Blocks;
using ModelGen.Compiler.Spec.Values;

namespace ModelGen.Compiler.Elaboration;

/// <summary>
/// Names the classes of a model: one for each block with its layer values, and one for each container inside such a block. The first to
/// come gets the plain name.
/// </summary>
internal sealed class ClassNames(string model)
{
    private readonly Dictionary<string, string> byIdentity = new(StringComparer.Ordinal);
    private readonly HashSet<string> used = new(StringComparer.Ordinal) { model };

    /// <param name="identity">Equal for what shall be one class.</param>
    /// <param name="outer">The class around it, whose name tells equal ones apart.</param>
    /// <param name="own">Properties of the class: none may be called as the class is.</param>
    public string Get(string identity, string preferred, string outer, ICollection<string> own)
    {
        if (byIdentity.TryGetValue(identity, out string known))
            return known;
        string name = preferred;
        if (!IsFree(name, own))
            name = outer + preferred;
        for (int n = 2; !IsFree(name, own); n++)
            name = preferred + n;
        used.Add(name);
        byIdentity.Add(identity, name);
        return name;
    }

    /// <summary>What a block's use is: the block, and its layer values.</summary>
    public static string Identity(Block block, IEnumerable<(string Name, LayerValue Layer)> layers) =>
        block.File + "#" + block.Name + "(" + string.Join(", ", layers.Select(l => l.Name + ": " + l.Layer)) + ")";

    /// <summary>The block's name, and a word for each layer that is not the default: ConvNormActSilu, ConvNormActWithoutAct.</summary>
    public static string Preferred(Block block, IEnumerable<(string Name, LayerValue Layer)> layers)
    {
        string name = CSharpName.Pascal(block.Name);
        foreach (var (parameter, layer) in layers)
        {
            var declaration = block.Parameters.FirstOrDefault(p => p.Name == parameter);
            if (declaration is null || declaration.Default?.Source == layer.ToString())
                continue;
            name += layer.Callee is null ? "Without" + CSharpName.Pascal(parameter) : CSharpName.Pascal(layer.Word);
        }

        return name;
    }

    private bool IsFree(string name, ICollection<string> own) => !used.Contains(name) && !own.Contains(name);
}
