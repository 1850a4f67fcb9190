namespace ModelGen.Compiler.Diagnostics;

/// <summary>MG5: what a spec says must hold and does not; MG6: the training section.</summary>
public static partial class Descriptors
{
    public static readonly DiagnosticDescriptor Expectation = Error("MG5001", "Expectation not met", "expected {1} {0}, the model has {2}");

    public static readonly DiagnosticDescriptor OverBudget = Error("MG5002", "Over budget", "the budget is {1} {0}, the model has {2}");

    public static readonly DiagnosticDescriptor UnknownTrainingField = Error(
        "MG6001", "Unknown field of training", "'training' has no field '{0}'{1}");

    public static readonly DiagnosticDescriptor WrongTrainingValue = Error(
        "MG6002", "Wrong value in training", "'{0}': expected {1}, found {2}{3}");

    public static readonly DiagnosticDescriptor UnknownAugmentation = Error(
        "MG6003", "Unknown augmentation", "there is no augmentation '{0}'{1}");

    public static readonly DiagnosticDescriptor UselessTrainingField = Warning(
        "MG6004", "Field of training without use", "'{0}' has no effect with {1} '{2}': it is read with {3}");
}
