namespace ModelGen.Compiler.Diagnostics;

/// <summary>MG4: shapes. Each names the producer and the consumer.</summary>
public static partial class Descriptors
{
    public static readonly DiagnosticDescriptor OpShape = Error("MG4001", "Layer does not fit", "{0}: {1} (it gets {2} from {3})");

    public static readonly DiagnosticDescriptor JoinShapes = Error("MG4002", "Shapes do not join", "{0}: {1}");

    public static readonly DiagnosticDescriptor ModelOutput = Error(
        "MG4003", "Not a classifier's output",
            "the model ends in {0} ({2}); expected a vector of {1}, one logit for each of the 'classes'");

    public static readonly DiagnosticDescriptor ShapeTooLarge = Error("MG4004", "Impossible shape", "{0} gives {1}: no machine holds that");

    public static readonly DiagnosticDescriptor FixedNumber = Info(
        "MG4005", "Number is fixed", "{0}, so that it is no argument of the constructor");
}

