using System.Text.Json.Nodes;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Spec.Training;
using ModelGen.Training;

namespace ModelGen.Generator.Tests.Training;

/// <summary>The compiler's table of <c>training:</c> and the runtime's are one: names, types, ranges, words, defaults.</summary>
public class TrainingFieldsTests
{
    private static readonly Recipe Defaults = new();

    [Fact]
    public void Fields_have_the_same_names_in_the_same_order() => Assert.Equal(
        RecipeFields.All.Select(f => f.Name).Where(n => n is not (TrainingFields.Groups or TrainingFields.Augment)), TrainingFields.All.Select(f => f.Name));

    [Fact]
    public void Fields_have_the_same_types_words_and_ranges()
    {
        foreach (var field in TrainingFields.All)
        {
            var runtime = RecipeFields.All.Single(f => f.Name == field.Name);
            Assert.Equal((field.Name, runtime.Type), (field.Name, TypeOf(field)));
            Assert.Equal(runtime.Words, field.Rule.Choices);
            AssertSameRange(field.Name, runtime.Range, field.Rule);
        }
    }

    [Fact]
    public void Fields_have_the_same_defaults()
    {
        foreach (var field in TrainingFields.All.Where(f => !f.IsList))
            Assert.Equal(RecipeFields.All.Single(f => f.Name == field.Name).Read(Defaults).ToJsonString(), Json(field.Rule.Default!).ToJsonString());
    }

    [Fact]
    public void Augmentations_are_the_same()
    {
        Assert.Equal(AugmentationFields.All.Select(a => a.Word), AugmentationKind.All.Select(a => a.Name));
        foreach (var kind in AugmentationKind.All)
        {
            var runtime = AugmentationFields.All.Single(a => a.Word == kind.Name);
            Assert.Equal(runtime.Arguments.Select(a => a.Name), kind.Parameters.Select(p => p.Name));
            foreach (var (argument, parameter) in runtime.Arguments.Zip(kind.Parameters))
            {
                Assert.Equal(argument.IsInteger ? ParameterType.Integer : ParameterType.Number, parameter.Type);
                Assert.Equal(argument.Default, (parameter.Default as Value.Number)?.Amount);
                AssertSameRange(kind.Name + ": " + argument.Name, argument.Range, parameter);
            }
        }
    }

    [Fact]
    public void Groups_are_the_same() => Assert.Equal(ParameterGroupField.Keys, TrainingFields.OfGroups.Select(p => p.Name));

    private static RecipeFieldType TypeOf(TrainingField field) => (field.Rule.Type, field.IsList) switch
    {
        (ParameterType.Integer, false) => RecipeFieldType.Integer,
        (ParameterType.Number, false) => RecipeFieldType.Number,
        (ParameterType.Bool, false) => RecipeFieldType.Flag,
        (ParameterType.Text, false) => RecipeFieldType.Word,
        (ParameterType.Integer, true) => RecipeFieldType.IntegerList,
        (ParameterType.Number, true) => RecipeFieldType.NumberList,
        _ => RecipeFieldType.TextList,
    };

    private static void AssertSameRange(string field, NumberRange? expected, OpParameter rule) => Assert.Equal(
        (field, expected?.Minimum, Finite(expected?.Maximum), expected?.WithoutMinimum ?? false, expected?.WithoutMaximum ?? false),
        (field, rule.Minimum, rule.Maximum, rule.IsMinimumExclusive, rule.IsMaximumExclusive));

    private static double? Finite(double? number) => number is { } value && double.IsFinite(value) ? value : null;

    private static JsonNode Json(Value value) => value switch
    {
        Value.Number number => number.IsInteger ? (JsonNode)number.Integer : number.Amount,
        Value.Bool flag => flag.IsTrue,
        _ => value.ToString(),
    };
}
