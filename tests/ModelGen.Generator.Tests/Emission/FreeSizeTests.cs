using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Graph;
using ModelGen.Generator.Tests.Graphs;
using static TorchSharp.torch;

namespace ModelGen.Generator.Tests.Emission;

/// <summary>A model whose input's height and width are free.</summary>
public class FreeSizeTests
{
    [Fact]
    public void Free_dimensions_are_question_marks_to_people_and_minus_one_to_programs()
    {
        string source = CSharpBackend.Emit(Model(), "N");
        Assert.Contains("/// Images of 3×?×?, 10 classes; 178 parameters, multiply-adds that depend on the image's size.", source);
        Assert.Matches("/// conv +Conv2d +4×\\?×\\? ", source);
        Assert.Contains("InputShape { get; } = [3, -1, -1];", source);
        Assert.Contains("public const long MultiplyAdds = 0;", source);
    }

    [Fact]
    public void The_model_takes_images_of_any_size()
    {
        var info = (ModelInfo)GeneratedCode.Load(Model()).GetType("Generated.M")!.GetProperty("Info")!.GetValue(null)!;
        Assert.Equal([4, -1, -1], info.Layers[0].OutputShape);
        using var module = info.Create(null);
        foreach (long size in new[] { 9, 16 })
        {
            using var input = rand(1, 3, size, size + 3);
            using var output = module.call(input);
            Assert.Equal([1, 10], output.shape);
        }
    }

    [Theory]
    [InlineData("flatten", "expected a vector of known length, found one that depends on the image's size: pool before flatten")]
    public void What_needs_a_known_size_says_so(string op, string message)
    {
        var fault = Assert.Throws<ArgumentException>(() => new ScopeBuilder(new Shape(3, Shape.Free, Shape.Free)).Op("f", op).Op("l", "linear", "fc", arguments: ("out_features", 2)));
        Assert.Equal(message, fault.Message);
    }

    private static ModelGraph Model() => ResNets.Model("M", new ScopeBuilder(new Shape(3, Shape.Free, Shape.Free))
        .Op("c", "conv", "conv", arguments: [("out_channels", 4), ("kernel_size", 3), ("stride", 2), ("padding", 1)])
        .Op("m", "max_pool", arguments: [("kernel_size", 3), ("stride", 2), ("padding", "same")])
        .Op("n", "batch_norm", "norm", arguments: ("affine", false))
        .Op("p", "conv", "point", arguments: [("out_channels", 4), ("kernel_size", 1), ("bias", false), ("padding", "same")])
        .Op("g", "global_avg_pool")
        .Op("fc", "linear", "fc", arguments: [("out_features", 10), ("bias", true)]));
}
