using ModelGen.Compiler;
using ModelGen.Compiler.Diagnostics;

namespace ModelGen.Generator.Tests.Incremental;

/// <summary>The last line of defence against defects of the compiler.</summary>
public class GuardedTests
{
    private static readonly SpecFile File = new("/project/a.yaml", "a.yaml", "");

    [Fact]
    public void An_exception_becomes_a_diagnostic_of_the_file()
    {
        string? result = Guarded.Run<string>(File, () => throw new InvalidOperationException("of\nmany lines"), out var failure);
        Assert.Null(result);
        Assert.Equal(Descriptors.InternalError, failure!.Descriptor);
        Assert.Equal("/project/a.yaml", failure.Span.Path);
        Assert.Contains("InvalidOperationException: of many lines", failure.Message);
    }

    [Fact]
    public void Cancellation_passes()
    {
        Assert.Throws<OperationCanceledException>(() => Guarded.Run<string>(File, () => throw new OperationCanceledException(), out _));
    }
}
