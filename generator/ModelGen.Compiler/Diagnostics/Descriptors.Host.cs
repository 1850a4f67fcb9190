namespace ModelGen.Compiler.Diagnostics;

/// <summary>MG0: what concerns the files of a project together, and the compiler itself.</summary>
public static partial class Descriptors
{
    public static readonly DiagnosticDescriptor InternalError = Error(
        "MG0001", "Internal error",
            "the compiler failed on this file ({0}): this is a defect of ModelGen, please report it; other files are not affected");

    public static readonly DiagnosticDescriptor DuplicateModel = Error(
        "MG0002", "Model defined twice",
            "the model '{0}' is defined in {1} too: model names are unique within a project and a namespace, whatever their case");

    public static readonly DiagnosticDescriptor ReservedModelName = Error(
        "MG0003", "Model name is taken", "the model '{0}' cannot have this name: {1}");
}
