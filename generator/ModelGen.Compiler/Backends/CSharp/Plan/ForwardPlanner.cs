using System.Text;
using ModelGen.Compiler.Backends.CSharp.Ops;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>
/// Plans the memory of a <c>forward</c> and writes its body. Every intermediate is disposed right after its last use; steps run in place where
/// that is allowed in every instance; the input belongs to the caller and is neither overwritten nor disposed, and the output is always a
/// handle of its own. Steps that no output needs are left out, and norms are joined with what follows them.
/// </summary>
internal sealed class ForwardPlanner
{
    private readonly IReadOnlyList<Scope> instances;
    private readonly IReadOnlyList<Step> steps;
    private readonly IReadOnlyList<string> auxiliary;
    private readonly ParameterTable table;
    private readonly Dictionary<string, Variable> variables = new(StringComparer.Ordinal);
    private readonly VariableNames names;

    /// <summary>One for each different wiring, with the instance it stands for.</summary>
    private readonly List<(int Instance, Liveness Liveness)> wirings;

    /// <param name="auxiliary">Nodes whose outputs leave beside the result; in the model's own scope alone.</param>
    public ForwardPlanner(IReadOnlyList<Scope> instances, IReadOnlyList<Step> steps, ParameterTable table, IReadOnlyList<string> auxiliary)
    {
        this.instances = instances;
        this.auxiliary = auxiliary;
        this.table = table;
        this.steps = NormFusion.Apply(Needed(steps), instances, auxiliary);
        variables[Node.Input] = new Variable(Node.Input, null);
        names = new VariableNames(table);
        wirings = [.. Enumerable.Range(0, instances.Count).GroupBy(Wiring).Select(g => (g.First(), Watch(g.First())))];
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

    /// <summary>The steps on which an output of some instance depends.</summary>
    private List<Step> Needed(IReadOnlyList<Step> all)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var instance in instances)
        {
            var open = new HashSet<string>(auxiliary.Append(instance.Result), StringComparer.Ordinal);
            for (int i = instance.Nodes.Count - 1; i >= 0; i--)
            {
                var node = instance.Nodes[i];
                if (!open.Contains(node.Id))
                    continue;
                open.UnionWith(node.Inputs);
                needed.Add(node.Id);
            }
        }

        return [.. all.Where(s => needed.Contains(s.Node.Id))];
    }

    private Liveness Watch(int instance) =>
        new([.. steps.Where(s => s.Node.IsIn(instance)).Select(s => s.Node.Uses[instance]!)], instances[instance].Result, auxiliary);

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
        var variable = isInPlace && operands[overwritten ?? 0].Single is { } same ? same : new Variable(names.Of(step.Fused?.Norm.Sample ?? step.Node.Sample), step.Node);
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
        _ when step.Fused is not null => [],
        // The branch comes last: its output is the residual's own, while the shortcut is often the scope's input.
        JoinNode { Kind: JoinKind.Add } join => Enumerable.Range(0, join.Inputs.Count).Reverse(),
        OpNode op when step.Function is { HasInPlace: true } && OpTraits.CanRunInPlace(op) => [0],
        _ => [],
    };

    /// <summary>Text that is equal for instances in which the same steps read the same values and keep the same memory.</summary>
    private string Wiring(int instance)
    {
        var text = new StringBuilder();
        foreach (var step in steps)
        {
            if (step.Node.Uses[instance] is not { } use)
                continue;
            text.Append(use.Id).Append('(');
            foreach (string input in use.Inputs)
                text.Append(input).Append(',');
            var traits = step.Traits[instance]!;
            text.Append(')').Append(traits.MayAliasInput ? 'a' : '-').Append(traits.SavesInput ? 'i' : '-').Append(traits.SavesOutput ? 'o' : '-').Append(';');
        }

        return text.Append(instances[instance].Result).ToString();
    }

    private static ForwardTraits Combine(IEnumerable<ForwardTraits> traits) => traits.Aggregate((a, b) =>
        new ForwardTraits(a.MayAliasInput || b.MayAliasInput, a.SavesInput || b.SavesInput, a.SavesOutput || b.SavesOutput));

    private List<string> Lines(List<Statement> statements, Operand result)
    {
        var leaving = new HashSet<Variable>(result.Alternatives.Concat(auxiliary.Select(a => variables[a])));
        var finished = variables.Values.Distinct().Where(v => !v.IsInput && !leaving.Contains(v)).ToLookup(v => v.LastUse);
        var lines = new List<string>();
        for (int i = 0; i < statements.Count; i++)
        {
            if (statements[i].Text(table) is { } text)
                lines.Add(text);
            lines.AddRange(finished[i].Select(Dispose));
        }

        lines.AddRange(auxiliary.Count == 0 ? Return(result) : [ReturnAll(result)]);
        return lines;
    }

    /// <summary>The result and the auxiliary outputs, each a handle of its own.</summary>
    private string ReturnAll(Operand result)
    {
        var returned = new HashSet<Variable>();
        string Handle(Variable variable) => variable.IsInput || !returned.Add(variable) ? variable.Name + ".alias()" : variable.Name;
        string main = Handle(result.Single!);
        return "return (" + main + ", [" + string.Join(", ", auxiliary.Select(a => Handle(variables[a]))) + "]);";
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
