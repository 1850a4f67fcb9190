using System.Text.RegularExpressions;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Passes;

/// <summary>
/// Follows one number of the spec through a model. Where it reaches arguments as it is (<c>linear: $classes</c>; the channels that arrive at the stem), any
/// other number would do as well, and it becomes an argument of the constructor. Where it is computed with, joined with something else, or decides
/// on what the model is made of, it does not, and <see cref="Obstacle"/> says why.
/// </summary>
public sealed class FreeValues
{
    private const string In = "in";

    // The arguments that set the channels of an output.
    private static readonly string[] ChannelArguments = ["out_channels", "out_features"];

    private readonly Dictionary<Node, HashSet<string>> arguments = new(ReferenceComparer<Node>.Instance);
    private readonly FreeValue value;

    /// <summary>Scopes that were walked, with what was known on the way in, and whether the number comes out.</summary>
    private readonly Dictionary<Scope, (bool Input, HashSet<string> Names, bool Output)> walked = new(ReferenceComparer<Scope>.Instance);

    private FreeValues(FreeValue value) => this.value = value;

    /// <summary>Why the number cannot be an argument: a phrase; null if it can. </summary>
    public string? Obstacle { get; private set; }

    /// <summary>Where the obstacle stands, if there is one.</summary>
    public Origin? Place { get; private set; }

    /// <summary>True if the number reaches at least one argument, and always as it is.</summary>
    public bool IsFree => Obstacle is null && arguments.Count > 0;

    public static FreeValues Find(ModelGraph graph, FreeValue value)
    {
        var search = new FreeValues(value);
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (value == FreeValue.Classes)
            names.Add("classes");
        // Parameters of the model are computed before anything is called with them.
        if (graph.Root.Parameters.FirstOrDefault(p => Mentions(p.Source, names, arriving: false) is not null) is { } computed)
            search.Stop($"the parameter '{computed.Name}: {computed.Source}' is computed with it", null);
        bool output = search.Follow(graph.Root, value == FreeValue.InputChannels, names);
        if (search.IsFree && value == FreeValue.Classes && !output && graph.Root.Output.Channels == graph.Classes)
            search.Stop("the model's output has a fixed number of channels", null);
        return search;
    }

    /// <summary>True if this argument of the node is the number; the name <c>in</c> stands for the channels that arrive.</summary>
    public bool Is(Node node, string argument) => IsFree && arguments.TryGetValue(node, out var found) && found.Contains(argument);

    /// <summary>Walks a scope; returns whether the channels of its output are the number.</summary>
    /// <param name="input">Whether the channels of its input are.</param>
    /// <param name="names">Names that mean the number in the expressions of this scope.</param>
    private bool Follow(Scope scope, bool input, HashSet<string> names)
    {
        // Equal uses of a block are one scope: it is walked once, and must mean the same in all of them.
        if (walked.TryGetValue(scope, out var known))
        {
            if (known.Input != input || !known.Names.SetEquals(names))
                Stop($"{scope.Class} is used with it and with a fixed number", null);
            return known.Output;
        }

        bool output = Walk(scope, input, names);
        walked.Add(scope, (input, names, output));
        return output;
    }

    private bool Walk(Scope scope, bool input, HashSet<string> names)
    {
        var channels = new Dictionary<string, bool>(StringComparer.Ordinal) { [Node.Input] = input };
        foreach (var node in scope.Nodes)
        {
            if (Obstacle is not null)
                return false;
            bool arriving = channels[node.Inputs[0]];
            if (Mentions(node.When, names, arriving) is not null)
                Stop($"'when: {node.When}' depends on it", node);
            channels[node.Id] = node switch
            {
                OpNode op => Follow(op, arriving, names),
                ScopeNode child => Follow(child, arriving, names),
                JoinNode join => Follow(join, channels),
                _ => false,
            };
        }

        return channels[scope.Result];
    }

    private bool Follow(ScopeNode child, bool arriving, HashSet<string> names)
    {
        bool output = Follow(child.Scope, arriving, NamesIn(child, arriving, names));
        // Repeated layers are made by one line, which knows their number alone.
        if (child.Scope.Kind == ScopeKind.Repeat && child.Scope.Nodes.Any(n => n is OpNode && arguments.ContainsKey(n)))
            Stop("a repeated layer depends on it", child);
        return output;
    }

    private bool Follow(OpNode node, bool arriving, HashSet<string> names)
    {
        if (arriving)
            Mark(node, In);
        foreach (var argument in node.Arguments)
        {
            if (Mentions(argument.Source, names, arriving) is not { } isPlain)
                continue;
            if (isPlain)
                Mark(node, argument.Name);
            else
                Stop($"'{argument.Name}: {argument.Source}' computes with it", node);
        }

        if (node.Arguments.FirstOrDefault(a => ChannelArguments.Contains(a.Name)) is { } sets)
            return arguments.TryGetValue(node, out var marked) && marked.Contains(sets.Name);
        if (arriving && !KeepsChannels(node))
            Stop($"{node.Op} makes other channels of it", node);
        return arriving;
    }

    private bool Follow(JoinNode node, Dictionary<string, bool> channels)
    {
        var inputs = node.Inputs.Select(i => channels[i]).ToList();
        if (inputs.TrueForAll(i => !i))
            return false;
        if (node.Kind == JoinKind.Concat)
            Stop("a concatenation adds to it", node);
        else if (inputs.Contains(false))
            Stop($"it is joined with a fixed number of channels ({node.InputShapes[inputs.IndexOf(false)].Channels})", node);
        return true;
    }

    /// <summary>The names that mean the number inside a child: a <c>seq</c> sees those around it, a block its own parameters.</summary>
    private HashSet<string> NamesIn(ScopeNode child, bool arriving, HashSet<string> names)
    {
        if (child.Scope.Kind != ScopeKind.Block)
            return names;
        var inner = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in child.Scope.Parameters)
        {
            // What a block is called with is said in the caller's names, its lets in its own.
            bool? isPlain = Mentions(parameter.Source, names, arriving) ?? Mentions(parameter.Source, inner, arriving);
            if (isPlain == true)
                inner.Add(parameter.Name);
            else if (isPlain == false)
                Stop($"'{parameter.Name}: {parameter.Source}' computes with it", child);
        }

        return inner;
    }

    /// <summary>Null if the text does not mention the number; else whether it is the number and nothing more.</summary>
    private static bool? Mentions(string? source, HashSet<string> names, bool arriving)
    {
        if (source is null || (names.Count == 0 && !arriving))
            return null;
        bool IsName(string word) => names.Contains(word) || (arriving && word == In);
        string expression = source.StartsWith("$", StringComparison.Ordinal) ? source.Substring(1).Trim() : source;
        if (expression.StartsWith("(", StringComparison.Ordinal) && expression.EndsWith(")", StringComparison.Ordinal))
            expression = expression.Substring(1, expression.Length - 2).Trim();
        if (IsName(expression))
            return true;
        return Regex.Matches(source, "[A-Za-z_][A-Za-z0-9_]*").Cast<Match>().Any(m => IsName(m.Value)) ? false : null;
    }

    private static bool KeepsChannels(OpNode node) => node.Op switch
    {
        "narrow" or "permute" or "channel_shuffle" => false,
        "prelu" => node["num_parameters"] is Value.Number { Amount: 1 },
        _ => node.Output.Channels == node.InputShapes[0].Channels,
    };

    private void Mark(Node node, string argument)
    {
        if (!arguments.TryGetValue(node, out var found))
            arguments.Add(node, found = new HashSet<string>(StringComparer.Ordinal));
        found.Add(argument);
    }

    private void Stop(string reason, Node? node)
    {
        if (Obstacle is not null)
            return;
        Obstacle = (value == FreeValue.Classes ? "the number of classes" : "the number of input channels") + " is fixed: " + reason;
        Place = node?.Origin;
    }
}
