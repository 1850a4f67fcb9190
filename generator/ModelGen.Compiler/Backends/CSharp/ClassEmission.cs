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
        using (writer.Block("public sealed class " + plan.Name + " : nn.Module<Tensor, Tensor>, IInferenceForm"))
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
            Property(child);
        }

        writer.Line();
        writer.Line("/// <inheritdoc/>");
        using (writer.Block("public override Tensor forward(Tensor " + Node.Input + ")"))
            writer.Lines(plan.Forward.Lines);
        if (plan.ForwardWithAuxiliary is { } both)
        {
            writer.Line();
            writer.Line("/// <inheritdoc/>");
            using (writer.Block("public (Tensor Output, IReadOnlyList<Tensor> Auxiliary) forward_with_aux(Tensor " + Node.Input + ")"))
                writer.Lines(both.Lines);
        }

        writer.Line();
        writer.Line("/// <inheritdoc/>");
        using (writer.Block("public InferenceValue Trace(InferenceValue " + Node.Input + ")"))
            writer.Lines(plan.Trace);
        writer.Line();
        writer.Line("/// <summary>Children are registered by hand: nothing is left for reflection to find.</summary>");
        writer.Line("protected override void RegisterComponents()");
        writer.Line("{");
        writer.Line("}");
    }

    private void Constructor()
    {
        writer.Line("/// <summary>Makes the module with fresh weights.</summary>");
        foreach (var argument in plan.Arguments)
            writer.Line("/// <param name=\"" + argument.Name + "\">" + argument.Summary + "</param>");
        foreach (var parameter in plan.Parameters)
            writer.Line("/// <param name=\"" + parameter.Name.TrimStart('@') + "\">" + ParameterSummary(parameter) + "</param>");
        writer.Line("/// <param name=\"device\">Where parameters and buffers live; default: the CPU.</param>");
        writer.Line("/// <param name=\"dtype\">Type of the parameters; default: float32.</param>");
        var parameters = plan.Parameters.Select(p => p.Type + " " + p.Name)
            .Concat(plan.Arguments.Select(a => "long " + a.Name + " = " + CSharpLiteral.Of(a.Default))).Concat(["Device? device = null", "ScalarType? dtype = null"]);
        writer.Line("public " + plan.Name + "(" + string.Join(", ", parameters) + ")");
        using (writer.Indent())
            writer.Line(": base(nameof(" + plan.Name + "))");
        writer.Line("{");
        using (writer.Indent())
        {
            foreach (var field in Fields)
                writer.Line("this." + field.Name + " = " + field.Name + ";");
            var modules = plan.Children.Where(c => !c.IsParameter).ToList();
            foreach (var child in modules)
                writer.Line(child.Property + " = " + (child.Condition is null ? "" : child.Condition + " ? ") + child.Construction + (child.Condition is null ? ";" : " : null;"));
            if (modules.Count > 0)
                writer.Line();
            foreach (var child in plan.Children)
                Register(child);
            if (plan.Children.Any(c => c.Initialization.Count > 0))
                writer.Line();
            foreach (var child in plan.Children)
                Initialize(child);
        }

        writer.Line("}");
    }

    /// <summary>A module is kept by its property; a parameter by its registration, since <c>to()</c> replaces it there.</summary>
    private void Property(ChildPlan child)
    {
        string declaration = "public " + child.Type + (child.Condition is null ? "" : "?") + " " + child.Property;
        if (!child.IsParameter)
        {
            writer.Line(declaration + " { get; }");
            return;
        }

        string key = CSharpLiteral.Of(child.Key);
        using (writer.Block(declaration))
        {
            writer.Line("get => get_parameter(" + key + ")" + (child.Condition is null ? "!" : "") + ";");
            writer.Line("set => ConditionallyRegisterParameter(" + key + ", value);");
        }
    }

    private void Register(ChildPlan child)
    {
        string registration = child.IsParameter
            ? "register_parameter(" + CSharpLiteral.Of(child.Key) + ", " + child.Construction + ");"
            : "register_module(" + CSharpLiteral.Of(child.Key) + ", " + child.Property + ");";
        Guarded(child.Condition is null ? null : child.IsParameter ? child.Condition : child.Property + " is not null", [registration]);
    }

    private void Initialize(ChildPlan child) =>
        Guarded(child.Condition is null || child.Initialization.Count == 0 ? null : child.Property + " is not null", child.Initialization);

    private void Guarded(string? condition, IReadOnlyList<string> lines)
    {
        if (condition is null)
        {
            writer.Lines(lines);
        }
        else if (lines.Count == 1)
        {
            writer.Line("if (" + condition + ")");
            using (writer.Indent())
                writer.Line(lines[0]);
        }
        else
        {
            using (writer.Block("if (" + condition + ")"))
                writer.Lines(lines);
        }
    }

    private string Summary()
    {
        int uses = plan.Uses;
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
