namespace ModelGen.Compiler.Diagnostics;

/// <summary>MG30: files, sections, imports, variants.</summary>
public static partial class Descriptors
{
    public static readonly DiagnosticDescriptor UnknownSection = Error("MG3001", "Unknown section", "there is no section '{0}'{1}");

    public static readonly DiagnosticDescriptor MissingSection = Error("MG3002", "Missing section", "the section '{0}' is missing; {1}");

    public static readonly DiagnosticDescriptor WrongForm = Error("MG3003", "Wrong form", "{0}: expected {1}, found {2}");

    public static readonly DiagnosticDescriptor UnknownKey = Error("MG3004", "Unknown key", "{0} has no key '{1}'{2}");

    public static readonly DiagnosticDescriptor UselessSection = Error("MG3005", "Section without use", "'{0}' has no use {1}");

    public static readonly DiagnosticDescriptor ModelName = Error("MG3006", "No name for a class", "a model cannot be called '{0}': {1}");

    public static readonly DiagnosticDescriptor ImportNotFound = Error(
        "MG3007", "File not found", "there is no file '{0}': looked for {1} among the project's specs");

    public static readonly DiagnosticDescriptor ImportCycle = Error(
        "MG3008", "Files import each other", "files cannot import each other in a circle: {0}");

    public static readonly DiagnosticDescriptor ImportBroken = Error("MG3009", "Imported file has errors", "{0} has errors: {1}");

    public static readonly DiagnosticDescriptor ImportTwice = Error("MG3010", "Imported twice", "'{0}' is imported twice");

    public static readonly DiagnosticDescriptor DuplicateBlock = Error(
        "MG3011", "Block defined twice", "the block '{0}' is defined in {1} and in {2}");

    public static readonly DiagnosticDescriptor OverridesNothing = Error(
        "MG3012", "Variant overrides nothing", "'{0}' is neither a parameter of the model nor a section that a variant may set{1}");

    public static readonly DiagnosticDescriptor EqualVariants = Warning(
        "MG3013", "Variants are equal", "'{0}' differs in nothing from '{1}'");

    public static readonly DiagnosticDescriptor UnknownVariant = Error(
        "MG3014", "Unknown variant", "there is no variant '{0}' to extend{1}");

    public static readonly DiagnosticDescriptor ExtendsCycle = Error(
        "MG3015", "Variants extend each other", "variants cannot extend each other in a circle: {0}");

    public static readonly DiagnosticDescriptor ExtendsForm = Error(
        "MG3016", "Wrong 'extends'", "'extends' names a variant of this file, or one of another as file.yaml#Model; found {0}");

    public static readonly DiagnosticDescriptor ParameterUnset = Error(
        "MG3017", "Parameter not set", "'{0}' does not set the parameter '{1}' ({2})");

    public static readonly DiagnosticDescriptor UnknownId = Error("MG3018", "Unknown warning", "{0} is no id of a warning{1}");
}
