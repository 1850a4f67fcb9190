using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Emit;

namespace ModelGen.Generator.Tests.Emission;

public class CSharpNameTests
{
    [Theory]
    [InlineData("base_width", "baseWidth")]
    [InlineData("ConvShortcut", "convShortcut")]
    [InlineData("BN1", "bn1")]
    [InlineData("HTTPServer", "httpServer")]
    [InlineData("x", "x")]
    [InlineData("Conv1_kernel_size", "conv1KernelSize")]
    public void Locals_and_parameters_are_in_camel_case(string name, string expected) => Assert.Equal(expected, CSharpName.Camel(name));

    [Theory]
    [InlineData("My.Models", "My.Models")]
    [InlineData("my-app", "my_app")]
    [InlineData("2d.models", "_2d.models")]
    [InlineData("new.models", "@new.models")]
    [InlineData("a..b c", "a._.b_c")]
    public void A_namespace_is_made_of_identifiers(string name, string expected) => Assert.Equal(expected, CSharpName.Namespace(name));

    [Fact]
    public void Names_are_ordered_with_numbers_by_their_value()
    {
        string[] names = ["ResNet110", "ResNet20", "PreResNet20", "ResNet020", "ResNet20b"];
        Assert.Equal(["PreResNet20", "ResNet020", "ResNet20", "ResNet20b", "ResNet110"], names.Order(new NaturalOrder()));
    }
}
