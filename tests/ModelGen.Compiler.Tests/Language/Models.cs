using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Tests.Language;

/// <summary>Small models from fragments of specs.</summary>
internal static class Models
{
    /// <summary>The one model of a fragment, which must be right.</summary>
    public static ModelGraph One(string fragment) => Assert.Single(All(fragment));

    public static IReadOnlyList<ModelGraph> All(string fragment, params (string Path, string Text)[] libraries)
    {
        var result = Compile(fragment, libraries);
        Assert.Empty(result.Diagnostics.Where(d => d.Descriptor.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));
        return result.Models;
    }

    public static CompilationResult Compile(string fragment, params (string Path, string Text)[] libraries) =>
        SpecFolder.InMemory([("model.yaml", SpecFrame.Complete(fragment)), .. libraries]).Compile("model.yaml");

    /// <summary>Keys of the layers with weights, each with its output: <c>layer1.0.conv 16×8×8</c>.</summary>
    public static IEnumerable<string> Keys(this ModelGraph model) =>
        Leaves(model.Root, string.Empty).Where(l => l.Node.Key is not null).Select(l => l.Path);

    /// <summary>Ops in order of execution, through all containers.</summary>
    public static IEnumerable<OpNode> Ops(this ModelGraph model) => Leaves(model.Root, string.Empty).Select(l => l.Node).OfType<OpNode>();

    public static Node Node(this Scope scope, string key) => scope.Nodes.Single(n => n.Key == key);

    public static Scope Child(this Scope scope, string key) => ((ScopeNode)scope.Node(key)).Scope;

    private static IEnumerable<(string Path, Node Node)> Leaves(Scope scope, string prefix) => scope.Nodes.SelectMany(n =>
        n is ScopeNode child ? Leaves(child.Scope, prefix + n.Key + ".") : [(prefix + n.Key, n)]);
}
