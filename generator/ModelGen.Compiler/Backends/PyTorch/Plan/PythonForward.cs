using System.Globalization;
using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.PyTorch.Plan;

/// <summary>
/// Writes the body of a <c>forward(self, x)</c> with few variables: a step reuses the name of a value that nobody reads any more, and steps
/// that follow one another share a line up to the next layer with weights. A conditional step overwrites the value that stands in for it
/// where it is missing: <c>if self.downsample is not None: x = self.downsample(x)</c>.
/// </summary>
internal sealed class PythonForward
{
    private const int WidestLine = 100;
    private const string FirstVariable = "x";

    private readonly IReadOnlyList<Scope> instances;
    private readonly IReadOnlyList<PythonStep> steps;
    private readonly ParameterTable table;
    private readonly IReadOnlyList<string> auxiliary;

    /// <summary>By instance: the variable that holds a node's output, and the node whose output a variable holds.</summary>
    private readonly Dictionary<string, string>[] variableOf;
    private readonly Dictionary<string, string>[] contentOf;

    /// <summary>By instance: index of the last step that reads a node's output.</summary>
    private readonly Dictionary<string, int>[] lastUse;

    /// <param name="auxiliary">Nodes whose outputs are returned beside the main one, in a list; empty for a plain <c>forward</c>.</param>
    public PythonForward(IReadOnlyList<Scope> instances, IReadOnlyList<PythonStep> steps, ParameterTable table,
        IReadOnlyList<string> auxiliary)
    {
        this.instances = instances;
        this.table = table;
        this.auxiliary = auxiliary;
        var live = instances.Select(i => LiveNodes.Of(i, auxiliary)).ToList();
        this.steps = [.. steps.Where(s => s.Node.Instances.Any(i => live[i].Contains(s.Node.Id)))];
        variableOf = [.. instances.Select(_ => NewMap(Node.Input, FirstVariable))];
        contentOf = [.. instances.Select(_ => NewMap(FirstVariable, Node.Input))];
        lastUse = [.. Enumerable.Range(0, instances.Count).Select(LastUses)];
    }

    /// <summary>The statements, or null where one text cannot serve all the instances.</summary>
    public IReadOnlyList<string>? TryPlan()
    {
        var statements = new List<PythonStatement>();
        for (int index = 0; index < steps.Count; index++)
        {
            var step = steps[index];
            var operands = new List<string>();
            for (int position = 0; position < step.Node.Sample.Inputs.Count; position++)
            {
                var chosen = step.Node.Instances.Select(i => variableOf[i][step.Node.Uses[i]!.Inputs[position]]).Distinct().ToList();
                if (chosen.Count > 1)
                    return null;
                operands.Add(chosen[0]);
            }

            string target = step.IsIdentity && IsFree(operands[0], step, index) ? operands[0] : Target(step, operands, index);
            foreach (int i in step.Node.Instances)
            {
                variableOf[i][step.Node.Id] = target;
                contentOf[i][target] = step.Node.Id;
            }

            string? condition = step.Node.IsConditional ? step.ForwardCondition(table) : null;
            if (!step.IsIdentity || target != operands[0])
                statements.Add(new PythonStatement(target, operands, step.Expression, condition, step.IsHeavy));
        }

        var results = instances.Select((s, i) => variableOf[i][s.Result]).Distinct().ToList();
        return results.Count == 1 ? Lines(Joined(statements), results[0], [.. auxiliary.Select(a => variableOf[0][a])]) : null;
    }

    private string Target(PythonStep step, List<string> operands, int index)
    {
        var candidates = step.Node.IsConditional ? StandIns(step).Concat(operands) : operands.OrderBy(o => o == FirstVariable ? 0 : 1);
        return candidates.FirstOrDefault(v => IsFree(v, step, index)) ?? NewVariable(step, index);
    }

    /// <summary>What the readers of a conditional step read where it is missing.</summary>
    private IEnumerable<string> StandIns(PythonStep step)
    {
        foreach (var reader in steps)
        {
            for (int position = 0; position < reader.Node.Sample.Inputs.Count; position++)
            {
                int at = position;
                if (!reader.Node.Instances.Any(i => reader.Node.Uses[i]!.Inputs[at] == step.Node.Id))
                    continue;
                foreach (int i in reader.Node.Instances.Where(i => !step.Node.IsIn(i)))
                {
                    if (variableOf[i].TryGetValue(reader.Node.Uses[i]!.Inputs[at], out string variable))
                        yield return variable;
                }
            }
        }

        foreach (int i in Enumerable.Range(0, instances.Count)
            .Where(i => !step.Node.IsIn(i) && instances.Where((_, k) => step.Node.IsIn(k)).Any(s => s.Result == step.Node.Id)))
        {
            if (variableOf[i].TryGetValue(instances[i].Result, out string variable))
                yield return variable;
        }
    }

    /// <summary>True if no later step reads what the variable holds, in any instance that has the step.</summary>
    private bool IsFree(string variable, PythonStep step, int index) => step.Node.Instances.All(i =>
        !contentOf[i].TryGetValue(variable, out string content) || !lastUse[i].TryGetValue(content, out int last) || last <= index);

    private string NewVariable(PythonStep step, int index)
    {
        string[] letters = ["y", "z", "u", "v", "w"];
        for (int n = 0; ; n++)
        {
            string name = letters[n % letters.Length] + (n < letters.Length
                ? ""
                : ((n / letters.Length) + 1).ToString(CultureInfo.InvariantCulture));
            if (IsFree(name, step, index))
                return name;
        }
    }

    private Dictionary<string, int> LastUses(int instance)
    {
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int index = 0; index < steps.Count; index++)
        {
            foreach (string input in steps[index].Node.Uses[instance]?.Inputs ?? default)
                last[input] = index;
        }

        foreach (string output in auxiliary.Append(instances[instance].Result))
            last[output] = int.MaxValue;
        return last;
    }

    /// <summary>Statements that only hand their value to the next one become part of it.</summary>
    private static List<PythonStatement> Joined(List<PythonStatement> statements)
    {
        var joined = new List<PythonStatement>();
        for (int i = 0; i < statements.Count; i++)
        {
            var statement = statements[i];
            if (joined.Count > 0 && joined[joined.Count - 1] is var previous
                && statement.CanTake(previous, statements.Skip(i + 1), WidestLine))
                joined[joined.Count - 1] = statement.Take(previous);
            else
                joined.Add(statement);
        }

        return joined;
    }

    private static List<string> Lines(List<PythonStatement> statements, string result, IReadOnlyList<string> auxiliary)
    {
        var lines = new List<string>();
        string? open = null;
        for (int i = 0; i < statements.Count; i++)
        {
            var statement = statements[i];
            if (statement.Condition is null && i == statements.Count - 1 && statement.Target == result && auxiliary.Count == 0)
                return [.. lines, "return " + statement.Text];
            if (statement.Condition is not null && statement.Condition != open)
                lines.Add("if " + statement.Condition + ":");
            open = statement.Condition;
            lines.Add((open is null ? "" : "    ") + statement.Target + " = " + statement.Text);
        }

        return [.. lines, "return " + result + (auxiliary.Count > 0 ? ", [" + string.Join(", ", auxiliary) + "]" : "")];
    }

    private static Dictionary<string, string> NewMap(string key, string value) => new(StringComparer.Ordinal) { [key] = value };
}

/// <summary>One assignment of a <c>forward</c>.</summary>
/// <param name="Operands">The variables it reads.</param>
/// <param name="IsHeavy">It starts a line of its own.</param>
internal sealed record PythonStatement(
    string Target, IReadOnlyList<string> Operands, Func<IReadOnlyList<string>, string> Expression, string? Condition, bool IsHeavy)
{
    public string Text => Expression(Operands);

    /// <summary>True if the previous statement's value can stand in this one: nobody else reads it, and the line stays short.</summary>
    public bool CanTake(PythonStatement previous, IEnumerable<PythonStatement> later, int widest) =>
        Condition is null && previous.Condition is null && !IsHeavy && Operands.Count == 1 && Operands[0] == previous.Target
        && (Target == previous.Target || IsOverwrittenBeforeRead(previous.Target, later))
        && Target.Length + " = ".Length + Take(previous).Text.Length <= widest;

    public PythonStatement Take(PythonStatement previous) =>
        this with { Operands = previous.Operands, Expression = operands => Expression([previous.Expression(operands)]), IsHeavy = previous.IsHeavy };

    private static bool IsOverwrittenBeforeRead(string variable, IEnumerable<PythonStatement> later)
    {
        foreach (var statement in later)
        {
            if (statement.Operands.Contains(variable))
                return false;
            if (statement.Target == variable && statement.Condition is null)
                return true;
        }

        return true;
    }
}
