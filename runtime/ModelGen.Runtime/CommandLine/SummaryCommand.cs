using System.CommandLine;
using System.Globalization;
using ModelGen.Training;

namespace ModelGen.CommandLine;

/// <summary><c>summary MODEL</c>: its layers, from the table the compiler made.</summary>
internal static class SummaryCommand
{
    public static Command Create(IReadOnlyList<ModelInfo> models, CommandConsole console)
    {
        var name = CommandOptions.Model(models);
        var json = CommandOptions.Json();
        var command = new Command("summary", "Shows a model's layers: name, class, output shape for one image, parameters, multiply-adds; and totals.") { name, json };
        command.SetAction(parsed =>
        {
            var model = models.Find(parsed.GetRequiredValue(name));
            Write(model, console.Out);
            CommandConsole.WriteJson(parsed.GetValue(json), new SummaryReport(ModelsCommand.Entry(model), model.Layers, Planned(model).Peak), RuntimeJson.Default.SummaryReport);
            return 0;
        });
        return command;
    }

    private static void Write(ModelInfo model, TextWriter output)
    {
        output.WriteLine($"{model.Name} ({model.SpecFile}): images of {string.Join('×', model.InputShape)}, {model.Classes} classes");
        if (model.Description is { } description)
            output.WriteLine(description);
        var table = new TextTable(("layer", false), ("class", false), ("output", true), ("parameters", true), ("multiply-adds", true));
        foreach (var layer in model.Layers)
            table.Add(layer.Name, layer.Type, string.Join('×', layer.OutputShape), Number(layer.Parameters), Number(layer.MultiplyAdds));
        table.Add($"{model.Layers.Count} layers", "", "", Number(model.ParameterCount), Number(model.MultiplyAdds));
        table.Write(output);
        output.WriteLine($"a training step of {model.Recipe.BatchSize} images: {Planned(model)}");
    }

    /// <summary>With the spec's recipe and images of the spec's size.</summary>
    private static StepMemory Planned(ModelInfo model) => StepMemory.Plan(
        model, model.Recipe, OptimizerFactory.CountSlots(model.Recipe), model.Recipe.BatchSize, (int)model.InputShape.Aggregate(1L, (product, n) => product * Math.Max(1, n)));

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
