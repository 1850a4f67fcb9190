using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Emit;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp;

/// <summary>Writes one module class: constructor, children, forward.</summary>
internal sealed class ClassEmission(IndentedWriter writer, ClassPlan plan)
{
    private const int MostShapes = 6;

    private IEnumerable<ClassParameter> Fields => plan.Parameters.Where(p => p.InForward);

    /// <summary>A nested class, declaration included.</summary>
    public void Whole()
    {
        writer.Line("/// <summary>" + Summary() + "</summary>");
        using (writer.Block("public sealed class " + plan.Name + " : nn.Module<Tensor, Tensor>"))
        {
            foreach (var field in Fields)
                writer.Line("private readonly " + field.Type + " " + field.Name + ";");
            if (Fields.Any())
                writer.Line();
            Members();
        }
    }

    /// <summary>The members alone.</summary>
    public void Members()
    {
        Constructor();
        foreach (var child in plan.Children)
        {
            writer.Line();
            writer.Line("/// <summary>" + child.Summary + "</summary>");
            writer.Line("public " + child.Type + (child.Condition is null ? "" : "?") + " " + child.Property + " { get; }");
        }

        writer.Line();
        writer.Line("/// <inheritdoc/>");
        using (writer.Block("public override Tensor forward(Tensor " + Node.Input + ")"))
            writer.Lines(plan.Forward.Lines);
        writer.Line();
        writer.Line("/// <summary>Children are registered by hand: nothing is left for reflection to find.</summary>");
        writer.Line("protected override void RegisterComponents()");
        writer.Line("{");
        writer.Line("}");
    }

    private void Constructor()
    {
        writer.Line("/// <summary>Makes the module with fresh weights.</summary>");
        foreach (var parameter in plan.Parameters)
            writer.Line("/// <param name=\"" + parameter.Name.TrimStart('@') + "\">" + ParameterSummary(parameter) + "</param>");
        writer.Line("/// <param name=\"device\">Where parameters and buffers live; default: the CPU.</param>");
        writer.Line("/// <param name=\"dtype\">Type of the parameters; default: float32.</param>");
        var parameters = plan.Parameters.Select(p => p.Type + " " + p.Name).Concat(["Device? device = null", "ScalarType? dtype = null"]);
        writer.Line("public " + plan.Name + "(" + string.Join(", ", parameters) + ")");
        using (writer.Indent())
            writer.Line(": base(nameof(" + plan.Name + "))");
        writer.Line("{");
        using (writer.Indent())
        {
            foreach (var field in Fields)
                writer.Line("this." + field.Name + " = " + field.Name + ";");
            foreach (var child in plan.Children)
                writer.Line(child.Property + " = " + (child.Condition is null ? "" : child.Condition + " ? ") + child.Construction + (child.Condition is null ? ";" : " : null;"));
            if (plan.Children.Count > 0)
                writer.Line();
            foreach (var child in plan.Children)
                Register(child);
        }

        writer.Line("}");
    }

    private void Register(ChildPlan child)
    {
        string registration = "register_module(" + CSharpLiteral.Of(child.Key) + ", " + child.Property + ");";
        if (child.Condition is null)
        {
            writer.Line(registration);
            return;
        }

        writer.Line("if (" + child.Property + " is not null)");
        using (writer.Indent())
            writer.Line(registration);
    }

    private string Summary()
    {
        int uses = plan.Instances.Count;
        string kind = plan.Kind switch
        {
            ScopeKind.Block => "The block <c>" + plan.Name + "</c>",
            ScopeKind.Repeat => "A repeat",
            _ => "A sequence",
        };
        var shapes = plan.Instances.Select(i => i.Input + " → " + i.Output).Distinct().ToList();
        return kind + ": " + string.Join(", ", shapes.Take(MostShapes)) + (shapes.Count > MostShapes ? ", …" : "") + "." + (uses > 1 ? " Used " + uses + " times." : "");
    }

    private static string ParameterSummary(ClassParameter parameter)
    {
        string origin = parameter.SpecName == Slot.In ? "Channels of the input" : "<c>" + parameter.SpecName + "</c> in the spec";
        return origin + ": " + string.Join(", ", parameter.DistinctValues.Take(MostShapes)) + (parameter.DistinctValues.Skip(MostShapes).Any() ? ", …" : "") + ".";
    }
}
