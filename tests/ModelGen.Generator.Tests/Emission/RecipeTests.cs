using System.Reflection;
using System.Text.RegularExpressions;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;
using ModelGen.Generator.Tests.Graphs;

namespace ModelGen.Generator.Tests.Emission;

/// <summary>The <c>training:</c> section arrives in the runtime's recipe, every field of it.</summary>
public class RecipeTests
{
    [Fact]
    public void Every_field_of_a_recipe_can_be_written()
    {
        var properties = typeof(Recipe).GetProperties().Where(p => p.CanWrite && p.Name is not (nameof(Recipe.Augment) or nameof(Recipe.Groups))).ToList();
        var fields = properties.Select(p => new Argument(YamlName(p.Name), ScopeBuilder.ValueOf(Sample(p)), null));
        var recipe = Emitted(new Compiler.Graph.Recipe(fields.ToEquatableArray(), default));
        Assert.All(properties, p => Assert.Equal(Expected(p), p.GetValue(recipe)));
    }

    [Fact]
    public void Augmentations_are_written_with_the_arguments_they_are_given()
    {
        var recipe = Emitted(new Compiler.Graph.Recipe(default, new(
            Augmentation("random_crop", ("size", 32), ("padding", 4)),
            Augmentation("horizontal_flip"),
            Augmentation("color_jitter", ("brightness", 0.4), ("hue", 1)))));
        Assert.Equal([new Augmentation.RandomCrop(32, 4), new Augmentation.HorizontalFlip(), new Augmentation.ColorJitter(Brightness: 0.4, Hue: 1)], recipe.Augment);
    }

    private static Recipe Emitted(Compiler.Graph.Recipe recipe)
    {
        var graph = ResNets.Model("M", new ScopeBuilder(new Shape(3, 4, 4)).Op("r", "relu")) with { Recipe = recipe };
        return ((ModelInfo)GeneratedCode.Load(graph).GetType("Generated.M")!.GetProperty("Info")!.GetValue(null)!).Recipe;
    }

    private static Compiler.Graph.Augmentation Augmentation(string name, params (string Name, object Value)[] arguments) =>
        new(name, arguments.Select(a => new Argument(a.Name, ScopeBuilder.ValueOf(a.Value), null)).ToEquatableArray());

    private static string YamlName(string property) => property switch
    {
        nameof(Recipe.LearningRate) => "lr",
        nameof(Recipe.MinLearningRate) => "min_lr",
        _ => Regex.Replace(property, "(?<!^)([A-Z])", "_$1").ToLowerInvariant(),
    };

    /// <summary>A value that is no property's default.</summary>
    private static object Sample(PropertyInfo property) => property.PropertyType switch
    {
        var t when t == typeof(int) => 7,
        var t when t == typeof(double) => 0.625,
        var t when t == typeof(bool) => !(bool)property.GetValue(new Recipe())!,
        var t when t.IsEnum => Regex.Replace(Enum.GetNames(t)[^1], "(?<!^)([A-Z])", "_$1").ToLowerInvariant(),
        var t when t == typeof(IReadOnlyList<int>) => new[] { 3, 5 },
        var t when t == typeof(IReadOnlyList<double>) => new Value.List(new(new Value.Number(1), new Value.Number(0.5))),
        var t when t == typeof(IReadOnlyList<string>) => new Value.List(new EquatableArray<Value>(new Value.Text("layer1.*"))),
        _ => throw new NotSupportedException(property.Name),
    };

    private static object Expected(PropertyInfo property) => property.PropertyType switch
    {
        var t when t.IsEnum => Enum.GetValues(t).Cast<object>().Last(),
        var t when t == typeof(IReadOnlyList<double>) => new[] { 1, 0.5 },
        var t when t == typeof(IReadOnlyList<string>) => new[] { "layer1.*" },
        _ => Sample(property),
    };
}
