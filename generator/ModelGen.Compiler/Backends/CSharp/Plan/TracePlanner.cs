using ModelGen.Compiler.Backends.CSharp.Ops;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>
/// Writes the body of a <c>Trace</c>, which tells the runtime what <c>forward</c> computes in eval mode. It records and computes nothing: no
/// memory to plan. Dropouts, which do nothing in eval mode, are left out, and so are steps that the output does not need.
/// </summary>
internal sealed class TracePlanner
{
    /// <summary>The parameter of the lambdas in which functions are recorded.</summary>
    public const string Mapped = "x";

    private readonly IReadOnlyList<Scope> instances;
    private readonly IReadOnlyList<Step> steps;
    private readonly ParameterTable table;
    private readonly VariableNames names;
    private readonly Dictionary<string, Variable> variables = new(StringComparer.Ordinal);

    public TracePlanner(IReadOnlyList<Scope> instances, IReadOnlyList<Step> steps, ParameterTable table)
    {
        this.instances = instances;
        this.table = table;
        names = new VariableNames(table, Mapped);
        var needed = new HashSet<string>(instances.SelectMany(i => LiveNodes.Of(i)), StringComparer.Ordinal);
        this.steps = [.. steps.Where(s => needed.Contains(s.Node.Id))];
        variables[Node.Input] = new Variable(Node.Input, null);
    }

    /// <summary>The lines, or null where one text cannot serve all the instances.</summary>
    public IReadOnlyList<string>? TryPlan()
    {
        var lines = new List<string>();
        for (int i = 0; i < steps.Count; i++)
        {
            if (Operands(steps[i], i) is not { } operands)
                return null;
            if (DoesNothing(steps[i]) && operands[0].Single is { } same)
            {
                variables[steps[i].Node.Id] = same;
                continue;
            }

            var variable = new Variable(names.Of(steps[i].Node.Sample), steps[i].Node) { LastUse = i };
            variables[steps[i].Node.Id] = variable;
            lines.Add("var " + variable.Name + " = " + Value(steps[i], operands) + ";");
        }

        if (Operand.TryMake([.. instances.Select(s => variables[s.Result])]) is not { } result)
            return null;
        return [.. lines, "return " + result.Text + ";"];
    }

    private List<Operand>? Operands(Step step, int index)
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

        return operands;
    }

    private static bool DoesNothing(Step step) =>
        step.Function is { IsIdentity: true } || (step.Node.Sample is OpNode op && OpTraits.IsDropout(op));

    private string Value(Step step, List<Operand> operands)
    {
        bool isConditional = step.Node.IsConditional;
        if (DoesNothing(step))
            return operands[0].Text;
        if (step.IsChild && step.Layer is not { IsModule: false })
            return Child(step, step.Node.Sample.Property + (isConditional ? "?" : ""), operands[0]);
        string value = step.Node.Sample switch
        {
            JoinNode join => Join(join, operands),
            OpNode op when step.Function is { } function => function.Traced(op, operands[0], step.Arguments),
            var parameter => Child(step, parameter.Property + (isConditional ? "!" : ""), operands[0]),
        };
        return isConditional ? table.Condition(step.Node, inForward: true) + " ? " + value + " : null" : value;
    }

    private static string Child(Step step, string child, Operand input) => step.Layer is { } layer
        ? layer.Traced((OpNode)step.Node.Sample, child, input)
        : child + ".Trace(" + input.Text + ")";

    private static string Join(JoinNode join, List<Operand> operands) => join.Kind switch
    {
        JoinKind.Concat => "InferenceValue.Concat([" + string.Join(", ", operands.Select(o => o.Text)) + "])",
        var kind => operands[0].Receiver + string.Concat(operands.Skip(1).Select(o => "." + kind + "(" + o.Text + ")")),
    };
}
