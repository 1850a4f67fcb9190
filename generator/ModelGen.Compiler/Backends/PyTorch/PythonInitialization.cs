using System.Globalization;
using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Backends.PyTorch.Ops;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.PyTorch;

/// <summary>
/// Statements that draw weights otherwise than torch's constructors do. Where every module of a type asks for the same, one loop says so;
/// the others are named.
/// </summary>
internal static class PythonInitialization
{
    public static IEnumerable<string> Lines(ModelGraph model)
    {
        var layers = Layers(model.Root, "").Where(l => PythonOps.Find(l.Node).Module is not null).ToList();
        foreach (var type in layers.GroupBy(l => PythonOps.Find(l.Node).Module!))
        {
            foreach (var (argument, tensor) in new[] { ("init", "weight"), ("bias_init", "bias") })
            {
                foreach (string line in Lines(type.Key, [.. type.Where(l => argument == "init" || HasBias(l.Node))], argument, tensor))
                    yield return line;
            }
        }
    }

    private static IEnumerable<string> Lines(string type, List<(string Path, OpNode Node)> layers, string argument, string tensor)
    {
        var asked = layers.GroupBy(l => Call(l.Node, argument)).ToList();
        if (asked.Count == 1 && asked[0].Key is { } common)
        {
            yield return "for module in self.modules():";
            yield return "    if isinstance(module, " + type + ")" + (tensor == "bias" ? " and module.bias is not None" : "") + ":";
            yield return "        " + common.Replace("$", "module." + tensor);
            yield break;
        }

        foreach (var group in asked.Where(g => g.Key is not null))
        {
            yield return "for path in (";
            foreach (var (path, _) in group)
                yield return "    " + PythonText.Quoted(path) + ",";
            yield return "):";
            yield return "    " + group.Key!.Replace("$", "self.get_submodule(path)." + tensor);
        }
    }

    /// <summary>The call with a dollar for the tensor, or null where the constructor's own draw stays.</summary>
    private static string? Call(OpNode node, string argument)
    {
        if (node.Arguments.FirstOrDefault(a => a.Name == argument)?.Value is not Value.Initializer initializer)
            return null;
        var arguments = initializer.Arguments.Select(a => (a.Name == "value" ? "val" : a.Name) + "=" + Literal(a.Value));
        return "nn.init." + initializer.Name + "_(" + string.Join(", ", arguments.Prepend("$")) + ")";
    }

    private static string Literal(Value value) => value switch
    {
        Value.Number number => CSharpLiteral.Of(number.Amount),
        Value.Text text => PythonText.Quoted(text.Content),
        _ => throw new InvalidOperationException("an initializer takes numbers and words"),
    };

    private static bool HasBias(OpNode node) =>
        node.Arguments.FirstOrDefault(a => a.Name is "bias" or "affine")?.Value is Value.Bool { IsTrue: true };

    private static IEnumerable<(string Path, OpNode Node)> Layers(Scope scope, string prefix) => scope.Nodes.SelectMany(node => node switch
    {
        ScopeNode child => Layers(child.Scope, prefix + child.Key + "."),
        OpNode { Key: { } key } op => [(prefix + key, op)],
        _ => [],
    });
}
