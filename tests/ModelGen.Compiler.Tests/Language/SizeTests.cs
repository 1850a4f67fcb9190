using ModelGen.Compiler.Diagnostics;

namespace ModelGen.Compiler.Tests.Language;

public class SizeTests
{
    /// <summary>Found by mutated specs: every value was possible, but the sums left the range of the integers that count them.</summary>
    [Fact]
    public void Layers_that_are_possible_alone_can_make_an_impossible_model()
    {
        var result = Models.Compile("""
            - {conv: 500000000, kernel_size: 1, bias: false, name: wide}
            - {conv: 500000000, kernel_size: 1, bias: false, name: wider}
            """);
        Assert.Empty(result.Models);
        var error = Assert.Single(result.Diagnostics, d => d.Descriptor.Severity == DiagnosticSeverity.Error);
        Assert.Equal(Descriptors.ShapeTooLarge, error.Descriptor);
        Assert.Contains("2.5e17 weights", error.Message, StringComparison.Ordinal);
    }
}
