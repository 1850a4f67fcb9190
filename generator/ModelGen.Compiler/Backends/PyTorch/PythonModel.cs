using System.Globalization;
using ModelGen.Compiler.Backends.PyTorch.Plan;
using ModelGen.Compiler.Emit;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.PyTorch;

/// <summary>Writes the file of one model.</summary>
internal static class PythonModel
{
    private const int MostShapes = 3;

    public static string Write(ModelGraph graph)
    {
        var (classes, helpers) = PythonPlanner.Plan(graph);
        var writer = new IndentedWriter();
        Documentation(writer, graph);
        bool isOrdered = classes.Any(c => c.Children.Any(line => line.Contains("OrderedDict(")));
        if (isOrdered)
            writer.Lines(["from collections import OrderedDict", ""]);
        writer.Lines(["import torch", "import torch.nn.functional as F", "from torch import nn", ""]);
        writer.Line("INPUT = " + Tuple(graph.Input));
        writer.Line("CLASSES = " + Text(graph.Classes));
        if (graph.Auxiliary.Count > 0)
            writer.Line("AUXILIARY_WEIGHTS = [" + string.Join(", ", graph.Auxiliary.Select(a => CSharp.CSharpLiteral.Of(a.Weight))) + "]");
        PythonRecipe.Write(writer, graph.Recipe);
        foreach (string helper in helpers)
            writer.Lines(["", "", PythonHelpers.Texts[helper]]);
        foreach (var plan in classes)
            Class(writer, plan, plan == classes[classes.Count - 1] ? graph : null);
        writer.Lines(["", "", "MODEL = " + classes[classes.Count - 1].Name]);
        return writer.ToString();
    }

    private static void Documentation(IndentedWriter writer, ModelGraph graph)
    {
        writer.Line("\"\"\"" + graph.Name + (graph.Description is { } description
            ? ": " + PythonText.Documentation(description.Trim())
            : "."));
        writer.Line();
        writer.Line("Written by ModelGen from " + PythonText.Documentation(graph.File) + " (spec hash " + graph.SpecHash + "): edit that file, not this one. The keys of");
        writer.Line("state_dict() are those of the generated C# class, so weights go back and forth.");
        writer.Line("\"\"\"");
    }

    private static void Class(IndentedWriter writer, PythonClass plan, ModelGraph? model)
    {
        writer.Lines(["", "", "class " + plan.Name + (plan.Forward is null ? "(nn.Sequential):" : "(nn.Module):")]);
        using var _ = writer.Indent();
        writer.Line("\"\"\"" + Summary(plan) + "\"\"\"");
        writer.Line();
        writer.Line("def __init__(" + string.Join(", ", plan.Parameters.Select(p => PythonText.Snake(p.Name)).Prepend("self")) + "):");
        using (writer.Indent())
            Constructor(writer, plan, model);
        if (plan.Forward is null)
            return;
        writer.Lines(["", "def forward(self, x):"]);
        using (writer.Indent())
            writer.Lines(plan.Forward);
        if (plan.ForwardWithAuxiliary is not { } withAuxiliary)
            return;
        writer.Lines(["", "def forward_with_aux(self, x):"]);
        using (writer.Indent())
        {
            writer.Line("\"\"\"The logits, and those of the auxiliary classifiers: their losses count while training, with AUXILIARY_WEIGHTS.\"\"\"");
            writer.Lines(withAuxiliary);
        }
    }

    private static void Constructor(IndentedWriter writer, PythonClass plan, ModelGraph? model)
    {
        if (plan.Forward is null)
        {
            writer.Line("super().__init__(");
            using (writer.Indent())
                writer.Lines(plan.Children.Select(c => c + ","));
            writer.Line(")");
            return;
        }

        writer.Line("super().__init__()");
        foreach (var parameter in plan.Parameters.Where(p => p.InForward))
            writer.Line("self." + PythonText.Snake(parameter.Name) + " = " + PythonText.Snake(parameter.Name));
        writer.Lines(plan.Children);
        if (model is not null)
            writer.Lines(PythonInitialization.Lines(model));
    }

    private static string Summary(PythonClass plan)
    {
        int uses = plan.Instances.Count;
        var shapes = plan.Instances.Select(i => i.Input + " → " + i.Output).Distinct().ToList();
        return string.Join(", ", shapes.Take(MostShapes)) + (shapes.Count > MostShapes ? ", …" : ".") + (uses > 1 ? " Used " + Text(uses) + " times." : "");
    }

    private static string Tuple(Shape shape) =>
        "(" + string.Join(", ", shape.Dimensions.Select(d => d == Shape.Free ? "None" : Text(d))) + (shape.Rank == 1 ? ",)" : ")");

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
