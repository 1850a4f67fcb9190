using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Training;

namespace ModelGen.Compiler.Backends.CSharp;

/// <summary>Writes the <c>training:</c> section as an object of the runtime's <c>Recipe</c>.</summary>
internal static class RecipeEmission
{
    // Where the property is not the YAML name in PascalCase.
    private static readonly Dictionary<string, string> Properties = new(StringComparer.Ordinal)
    {
        [TrainingFields.LearningRate] = "LearningRate",
        [TrainingFields.MinLearningRate] = "MinLearningRate",
    };

    // Where the type of words is not called as the property.
    private static readonly Dictionary<string, string> Enums = new(StringComparer.Ordinal)
    {
        [TrainingFields.Optimizer] = "OptimizerKind",
        [TrainingFields.Schedule] = "ScheduleKind",
        [TrainingFields.Loss] = "LossKind",
        [TrainingFields.DropoutSchedule] = "DropoutScheduleKind",
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
            yield return Property(field.Name) + " = " + Text(field) + ",";
        if (recipe.Groups.Count > 0)
            yield return "Groups = [" + string.Join(", ", recipe.Groups.Select(g => "new ParameterGroup(" + Arguments(g.Arguments) + ")")) + "],";
        if (recipe.Augment.Count > 0)
            yield return "Augment = [" + string.Join(", ", recipe.Augment.Select(a => "new Augmentation." + CSharpName.Pascal(a.Name) + "(" + Arguments(a.Arguments) + ")")) + "],";
    }

    private static string Property(string field) => Properties.TryGetValue(field, out string name) ? name : CSharpName.Pascal(field);

    private static string Arguments(IEnumerable<Argument> arguments) =>
        string.Join(", ", arguments.Select(a => CSharpName.Pascal(a.Name) + ": " + Literal(a.Value)));

    private static string Text(Argument field)
    {
        var rule = TrainingFields.Find(field.Name).Rule;
        if (rule.Choices.Count == 0)
            return Literal(field.Value);
        string type = Enums.TryGetValue(field.Name, out string name) ? name : Property(field.Name);
        string word = ((Value.Text)field.Value).Content;
        return type + "." + (EnumMembers.TryGetValue(word, out string member) ? member : CSharpName.Pascal(word));
    }

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
