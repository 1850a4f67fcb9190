using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Elaboration;

/// <summary>
/// SHA-256 over a model's canonical form: what it computes and how it is trained, without origins, sources and the names that generated
/// code gives to classes and properties.
/// </summary>
internal sealed class ModelHash : IDisposable
{
    private readonly SHA256 sha = SHA256.Create();
    private readonly Dictionary<Scope, string> digests = new(ReferenceComparer<Scope>.Instance);

    public static string Of(ModelGraph graph)
    {
        using var hash = new ModelHash();
        return hash.Digest(graph);
    }

    public void Dispose() => sha.Dispose();

    private string Digest(ModelGraph graph)
    {
        var text = new StringBuilder();
        text.Append("input ")
            .Append(graph.Input).Append(" classes ").Append(graph.Classes).Append(' ').Append(Digest(graph.Root)).Append('\n');
        foreach (var output in graph.Auxiliary)
            text.Append("aux ").Append(graph.Root.Nodes.First(n => n.Id == output.Node).Key)
                .Append(' ').Append(output.Weight.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        text.Append("training");
        Write(text, graph.Recipe.Fields);
        foreach (var group in graph.Recipe.Groups)
        {
            text.Append(" group");
            Write(text, group.Arguments);
        }

        foreach (var augmentation in graph.Recipe.Augment)
        {
            text.Append(' ').Append(augmentation.Name);
            Write(text, augmentation.Arguments);
        }

        return Digest(text.ToString());
    }

    /// <summary>
    /// The digest of a scope, in which those inside it stand as their own digests: one that many nodes share is read once.
    /// </summary>
    private string Digest(Scope scope)
    {
        if (digests.TryGetValue(scope, out string known))
            return known;
        var text = new StringBuilder();
        var indices = new Dictionary<string, int>(StringComparer.Ordinal) { [Node.Input] = 0 };
        foreach (var node in scope.Nodes)
        {
            text.Append(node.Key)
                .Append(" (").Append(string.Join(",", node.Inputs.Select(i => indices[i]))).Append(") ").Append(node.Output).Append(' ');
            switch (node)
            {
                case OpNode op:
                    text.Append(op.Op);
                    Write(text, op.Arguments);
                    break;
                case JoinNode join:
                    text.Append(join.Kind);
                    break;
                case ScopeNode child:
                    text.Append(Digest(child.Scope));
                    break;
            }

            text.Append('\n');
            indices[node.Id] = indices.Count;
        }

        text.Append("result ").Append(indices[scope.Result]);
        return digests[scope] = Digest(text.ToString());
    }

    private string Digest(string text) =>
        string.Concat(sha.ComputeHash(Encoding.UTF8.GetBytes(text)).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));

    private static void Write(StringBuilder text, IEnumerable<Argument> arguments)
    {
        foreach (var argument in arguments)
            text.Append(' ').Append(argument.Name).Append('=').Append(argument.Value);
    }
}
