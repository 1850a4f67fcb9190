using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Emit;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.PyTorch;

/// <summary>
/// Writes the <c>training:</c> section as the dictionary that train_ddp.py reads: names as in YAML, augmentations as pairs of word and
/// arguments.
/// </summary>
internal static class PythonRecipe
{
    public static void Write(IndentedWriter writer, Recipe recipe)
    {
        writer.Line("RECIPE = {");
        using (writer.Indent())
        {
            foreach (var field in recipe.Fields)
                writer.Line(PythonText.Quoted(field.Name) + ": " + Literal(field.Value) + ",");
            if (recipe.Groups.Count > 0)
                writer.Line("\"groups\": [" + string.Join(", ", recipe.Groups.Select(g => Dictionary(g.Arguments))) + "],");
            if (recipe.Augment.Count > 0)
                writer.Line("\"augment\": [" + string.Join(", ", recipe.Augment.Select(Augmentation)) + "],");
        }

        writer.Line("}");
    }

    private static string Augmentation(Augmentation augmentation) =>
        "(" + PythonText.Quoted(augmentation.Name) + ", " + Dictionary(augmentation.Arguments) + ")";

    private static string Dictionary(IEnumerable<Argument> arguments) =>
        "{" + string.Join(", ", arguments.Select(a => PythonText.Quoted(a.Name) + ": " + Literal(a.Value))) + "}";

    private static string Literal(Value value) => value switch
    {
        Value.Number { IsInteger: true } number => CSharpLiteral.Of(number.Integer),
        Value.Number number => CSharpLiteral.Of(number.Amount),
        Value.Bool flag => flag.IsTrue ? "True" : "False",
        Value.Text text => PythonText.Quoted(text.Content),
        Value.List list => "[" + string.Join(", ", list.Items.Select(Literal)) + "]",
        _ => throw new InvalidOperationException("unknown kind of value"),
    };
}
