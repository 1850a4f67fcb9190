using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp;

/// <summary>Writes the <c>training:</c> section as an object of the runtime's <c>Recipe</c>.</summary>
internal static class RecipeEmission
{
    // Where the property is not the YAML name in PascalCase.
    private static readonly Dictionary<string, string> Properties = new(StringComparer.Ordinal)
    {
        ["lr"] = "LearningRate",
        ["min_lr"] = "MinLearningRate",
    };

    private static readonly Dictionary<string, string> Enums = new(StringComparer.Ordinal)
    {
        ["optimizer"] = "OptimizerKind",
        ["schedule"] = "ScheduleKind",
        ["precision"] = "Precision",
        ["memory_format"] = "MemoryFormat",
    };

    // PascalCase alone does not know these words.
    private static readonly Dictionary<string, string> EnumMembers = new(StringComparer.Ordinal)
    {
        ["adamw"] = "AdamW",
        ["rmsprop"] = "RmsProp",
    };

    /// <summary>The object initializer's lines, without braces.</summary>
    public static IEnumerable<string> Lines(Recipe recipe)
    {
        foreach (var field in recipe.Fields)
        {
            string property = Properties.TryGetValue(field.Name, out string name) ? name : CSharpName.Pascal(field.Name);
            yield return property + " = " + Text(field) + ",";
        }

        if (recipe.Augment.Count > 0)
            yield return "Augment = [" + string.Join(", ", recipe.Augment.Select(Augmentation)) + "],";
    }

    private static string Augmentation(Augmentation augmentation)
    {
        var arguments = augmentation.Arguments.Select(a => CSharpName.Pascal(a.Name) + ": " + Literal(a.Value));
        return "new Augmentation." + CSharpName.Pascal(augmentation.Name) + "(" + string.Join(", ", arguments) + ")";
    }

    private static string Text(Argument field) => Enums.TryGetValue(field.Name, out string type)
        ? type + "." + EnumMember(((Value.Text)field.Value).Content)
        : Literal(field.Value);

    private static string EnumMember(string word) => EnumMembers.TryGetValue(word, out string member) ? member : CSharpName.Pascal(word);

    /// <summary>A whole number is written as one: it serves properties of both kinds.</summary>
    private static string Literal(Value value) => value switch
    {
        Value.Number number => number.IsInteger ? CSharpLiteral.Of(number.Integer) : CSharpLiteral.Of(number.Amount),
        Value.Bool flag => CSharpLiteral.Of(flag.IsTrue),
        Value.Text text => CSharpLiteral.Of(text.Content),
        Value.List list => "[" + string.Join(", ", list.Items.Select(Literal)) + "]",
        _ => throw new InvalidOperationException("unknown kind of value"),
    };
}
