using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>One step of a <c>forward</c> as it will be written.</summary>
/// <param name="Target">The variable that holds the result: a new one, or the overwritten operand's.</param>
/// <param name="Overwritten">Position of the operand the step overwrites, or null.</param>
internal sealed record Statement(Step Step, IReadOnlyList<Operand> Operands, Variable Target, int? Overwritten)
{
    /// <summary>The line, or null for a step that does nothing.</summary>
    public string? Text(ParameterTable table)
    {
        if (Overwritten is { } position)
            return InPlace(position, table) + Shape();
        if (Step.Function is { IsIdentity: true })
            return null;
        return "var " + Target.Name + " = " + Value(table) + ";" + Shape() + string.Concat(FurtherOperands());
    }

    private string InPlace(int position, ParameterTable table)
    {
        var receiver = Operands[position].Single!;
        var others = Operands.Where((_, i) => i != position).ToList();
        string name = receiver.Name + (receiver.IsNullable ? "!" : "");
        // A sum of more than two values adds them one by one.
        var calls = Step.Function is { } function ? [function.InPlace(name, Step.Arguments)] : others.Select(o => name + ".add_(" + o.Text + ")").ToList();
        string prefix = Step.Node.IsConditional ? "if (" + table.Condition(Step.Node, inForward: true) + ") " : "";
        return string.Join("\n", calls.Select(c => prefix + c + ";"));
    }

    private string Value(ParameterTable table)
    {
        if (Step.Fused is { } fused)
            return fused.Norm.Sample.Property + "." + fused.Method + "(" + string.Join(", ", Operands.Select(o => o.Text)) + ")";
        if (Step.IsChild && Step.Layer is not { IsModule: false })
            return CallChild(Step.Node.Sample.Property + (Step.Node.IsConditional ? "?" : ""));
        string value = Step.Node.Sample switch
        {
            JoinNode join => Join(join),
            OpNode op when Step.Function is { } function => function.Expression(op, Operands[0], Step.Arguments),
            var parameter => CallChild(parameter.Property + (Step.Node.IsConditional ? "!" : "")),
        };
        return Step.Node.IsConditional ? table.Condition(Step.Node, inForward: true) + " ? " + value + " : null" : value;
    }

    private string CallChild(string child) => Step.Layer is { } layer
        ? layer.Expression((OpNode)Step.Node.Sample, child, Operands[0])
        : child + ".call(" + Operands[0].Text + ")";

    private string Join(JoinNode join) => join.Kind switch
    {
        JoinKind.Add => Operands[0].Receiver + " + " + Operands[1].Receiver,
        JoinKind.Multiply => Operands[0].Receiver + " * " + Operands[1].Receiver,
        _ => "torch.cat([" + string.Join(", ", Operands.Select(o => o.Text)) + "], dim: 1)",
    };

    /// <summary>The third operand and the following: <c>a + b + c</c> would leave the first sum to the finalizer.</summary>
    private IEnumerable<string> FurtherOperands()
    {
        if (Step.Fused is not null || Step.Node.Sample is not JoinNode { Kind: JoinKind.Add or JoinKind.Multiply } join)
            return [];
        string method = join.Kind == JoinKind.Add ? "add_" : "mul_";
        string receiver = Target.Name + (Step.Node.IsConditional ? "?" : "");
        return Operands.Skip(2).Select(o => "\n" + receiver + "." + method + "(" + o.Text + ");");
    }

    /// <summary>A remark with the output's shape, where all instances agree on it and it differs from the input's.</summary>
    private string Shape()
    {
        var uses = Step.Node.Uses.Where(u => u is not null).Select(u => u!).ToList();
        var output = uses[0].Output;
        return uses.TrueForAll(u => u.Output == output) && uses.Exists(u => u.InputShapes[0] != output) ? "  // " + output : "";
    }
}
