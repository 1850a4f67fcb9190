using System.CommandLine;
using System.Globalization;

namespace ModelGen.CommandLine;

/// <summary><c>models</c>: what there is.</summary>
internal static class ModelsCommand
{
    public static Command Create(IReadOnlyList<ModelInfo> models, CommandConsole console)
    {
        var json = CommandOptions.Json();
        var command = new Command("models", "Lists the models: name, input, classes, parameters, multiply-adds, spec.") { json };
        command.SetAction(parsed =>
        {
            var table = new TextTable(("model", false), ("input", false), ("classes", true), ("parameters", true), ("multiply-adds", true), ("spec", false));
            foreach (var m in models)
            {
                table.Add(
                    m.Name, string.Join('×', m.InputShape), Number(m.Classes), Number(m.ParameterCount), Number(m.MultiplyAdds), m.SpecFile);
            }

            table.Write(console.Out);
            CommandConsole.WriteJson(parsed.GetValue(json), new ModelsReport([.. models.Select(Entry)]), RuntimeJson.Default.ModelsReport);
            return 0;
        });
        return command;
    }

    public static ModelEntry Entry(ModelInfo m) =>
        new(m.Name, m.Description, m.SpecFile, m.SpecHash, m.InputShape, m.Classes, m.ParameterCount, m.MultiplyAdds, m.Recipe);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
