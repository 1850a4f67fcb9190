using System.Text;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>Text that is equal for instances with the same steps, wiring and kinds of children: they differ in values alone.</summary>
internal sealed class ScopeSignature(Func<IReadOnlyList<Node?>, IReadOnlyList<Construction?>> constructionOf)
{
    public string Of(Scope scope)
    {
        var text = new StringBuilder();
        foreach (var node in scope.Nodes)
        {
            text.Append(node.Id).Append('|').Append(node.Key).Append('|').Append(node.Property).Append('|')
                .Append(string.Join(",", node.Inputs)).Append('|')
                .Append(node is OpNode op ? op.Op : node.GetType().Name).Append('|')
                .Append(constructionOf([node])[0]?.Signature).Append('\n');
        }

        return text.Append(scope.Result).ToString();
    }
}
