using ModelGen.Compiler.Backends.CSharp.Ops;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>
/// Plans the memory of a <c>forward</c> and writes its body. Every intermediate is disposed right after its last use; steps run in place where
/// that is allowed in every instance; the input belongs to the caller and is neither overwritten nor disposed, and the output is always a
/// handle of its own.
/// </summary>
internal sealed class ForwardPlanner
{
    private readonly IReadOnlyList<Scope> instances;
    private readonly IReadOnlyList<Step> steps;
    private readonly ParameterTable table;
    private readonly Dictionary<string, Variable> variables = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.Ordinal) { Node.Input, "device", "dtype", "functional", "nn", "torch", "training" };

    /// <summary>One for each different wiring, with the instance it stands for.</summary>
    private readonly List<(int Instance, Liveness Liveness)> wirings;

    public ForwardPlanner(IReadOnlyList<Scope> instances, IReadOnlyList<Step> steps, ParameterTable table)
    {
        this.instances = instances;
        this.steps = steps;
        this.table = table;
        variables[Node.Input] = new Variable(Node.Input, null);
        names.UnionWith(table.Parameters.Select(p => p.Name));
        wirings = [.. Enumerable.Range(0, instances.Count).GroupBy(Wiring).Select(g => (g.First(), new Liveness(instances[g.First()])))];
    }

    /// <summary>The plan, or null where one text cannot serve all the instances.</summary>
    public ForwardPlan? TryPlan()
    {
        var statements = new List<Statement>();
        for (int i = 0; i < steps.Count; i++)
        {
            if (TryPlan(steps[i], i) is not { } statement)
                return null;
            statements.Add(statement);
        }

        if (Operand.TryMake([.. instances.Select(s => variables[s.Result])]) is not { } result)
            return null;
        return new ForwardPlan(Lines(statements, result), Combine(wirings.Select(w => w.Liveness.Traits)));
    }

    private Statement? TryPlan(Step step, int index)
    {
        var operands = new List<Operand>();
        for (int position = 0; position < step.Node.Sample.Inputs.Count; position++)
        {
            var chosen = instances.Select((_, i) => step.Node.Uses[i] is { } use ? variables[use.Inputs[position]] : null);
            if (Operand.TryMake([.. chosen]) is not { } operand)
                return null;
            operand.Touch(index);
            operands.Add(operand);
        }

        int? overwritten = Overwritten(step, operands);
        foreach (var (instance, liveness) in wirings.Where(w => step.Node.IsIn(w.Instance)))
            liveness.Run(step.Node.Uses[instance]!, step.Traits[instance]!, overwritten);
        bool isInPlace = overwritten is not null || step.Function is { IsIdentity: true };
        var variable = isInPlace ? operands[overwritten ?? 0].Single! : new Variable(UniqueName(step.Node.Sample), step.Node);
        variable.LastUse = index;
        variables[step.Node.Id] = variable;
        return new Statement(step, operands, variable, overwritten);
    }

    /// <summary>The operand that the step may overwrite in every instance, or null.</summary>
    private int? Overwritten(Step step, List<Operand> operands)
    {
        foreach (int position in Candidates(step))
        {
            if (operands[position].Single is null || step.Node.Uses.Any(u => u is not null && u.InputShapes[position] != u.Output))
                continue;
            if (wirings.TrueForAll(w => step.Node.Uses[w.Instance] is not { } use || w.Liveness.CanOverwrite(use, position)))
                return position;
        }

        return null;
    }

    private static IEnumerable<int> Candidates(Step step) => step.Node.Sample switch
    {
        // The branch comes last: its output is the residual's own, while the shortcut is often the scope's input.
        JoinNode { Kind: JoinKind.Add } join => Enumerable.Range(0, join.Inputs.Count).Reverse(),
        OpNode op when step.Function is { HasInPlace: true } && OpTraits.CanRunInPlace(op) => [0],
        _ => [],
    };

    private string UniqueName(Node node)
    {
        string name = CSharpName.Camel(node is JoinNode join ? join.Kind switch { JoinKind.Add => "sum", JoinKind.Multiply => "product", _ => "joined" } : ParameterTable.Owner(node));
        string unique = CSharpName.Escape(name);
        for (int n = 2; !names.Add(unique); n++)
            unique = name + n;
        return unique;
    }

    private string Wiring(int instance) => string.Join(";", instances[instance].Nodes.Select((n, _) =>
        n.Id + "(" + string.Join(",", n.Inputs) + ")" + TraitsIn(n.Id, instance))) + instances[instance].Result;

    private ForwardTraits TraitsIn(string id, int instance) => steps.First(s => s.Node.Id == id).Traits[instance]!;

    private static ForwardTraits Combine(IEnumerable<ForwardTraits> traits) => traits.Aggregate((a, b) =>
        new ForwardTraits(a.MayAliasInput || b.MayAliasInput, a.SavesInput || b.SavesInput, a.SavesOutput || b.SavesOutput));

    private List<string> Lines(List<Statement> statements, Operand result)
    {
        var lines = new List<string>();
        for (int i = 0; i < statements.Count; i++)
        {
            if (statements[i].Text(table) is { } text)
                lines.Add(text);
            var finished = variables.Values.Distinct().Where(v => !v.IsInput && v.LastUse == i && !result.Alternatives.Contains(v));
            lines.AddRange(finished.Select(Dispose));
        }

        lines.AddRange(Return(result));
        return lines;
    }

    private static IEnumerable<string> Return(Operand result)
    {
        if (result.Single is { } single)
            return ["return " + (single.IsInput ? "input.alias()" : single.Name) + ";"];
        // Which of them leaves is known at run time alone: the caller gets a handle of its own, and all of ours go.
        return
        [
            "var output = (" + result.Text + ").alias();",
            .. result.Alternatives.Where(v => !v.IsInput).Select(Dispose),
            "return output;",
        ];
    }

    private static string Dispose(Variable variable) => variable.Name + (variable.IsNullable ? "?" : "") + ".Dispose();";
}
