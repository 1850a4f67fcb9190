namespace ModelGen.Compiler.Diagnostics;

/// <summary>MG31: items, heads and arguments; blocks and parameters.</summary>
public static partial class Descriptors
{
    public static readonly DiagnosticDescriptor ItemsForm = Error("MG3101", "No list of items", "{0}: expected a list of items, found {1}");

    public static readonly DiagnosticDescriptor ItemForm = Error("MG3102", "No item", "an item is a word or a mapping, found {0}");

    public static readonly DiagnosticDescriptor UnknownWord = Error(
        "MG3103", "Unknown word", "there is no op, structure or block '{0}'{1}");

    public static readonly DiagnosticDescriptor TwoHeads = Error(
        "MG3104", "Two heads", "an item has one head, found '{0}' and '{1}': two layers are two items of the list");

    public static readonly DiagnosticDescriptor NoHead = Error(
        "MG3105", "No head", "none of the keys is an op, a structure or a block: found {0}");

    public static readonly DiagnosticDescriptor UnknownArgument = Error("MG3106", "Unknown argument", "'{0}' has no argument '{1}'{2}");

    public static readonly DiagnosticDescriptor MissingArgument = Error("MG3107", "Missing argument", "'{0}' needs {1}{2}");

    public static readonly DiagnosticDescriptor ArgumentTwice = Error(
        "MG3108", "Argument given twice", "'{0}' is what stands beside '{1}': it is given twice");

    public static readonly DiagnosticDescriptor NoMainArgument = Error(
        "MG3109", "Takes no value", "'{0}' takes no value beside it, found {1}");

    public static readonly DiagnosticDescriptor WrongValue = Error("MG3110", "Wrong value", "'{0}' of '{1}': expected {2}, found {3}{4}");

    public static readonly DiagnosticDescriptor MisplacedKey = Error("MG3111", "Key without use", "'{0}' has no use {1}");

    public static readonly DiagnosticDescriptor NotALayer = Error("MG3112", "No layer", "{0}; expected {1}");

    public static readonly DiagnosticDescriptor BlockName = Error("MG3113", "No name for a block", "a block cannot be called '{0}': {1}");

    public static readonly DiagnosticDescriptor RecursiveBlock = Error("MG3114", "Block calls itself", "the block '{0}' calls itself: {1}");

    public static readonly DiagnosticDescriptor VariableName = Error(
        "MG3115", "No name for a parameter", "a parameter, a let or a column cannot be called '{0}': {1}");

    public static readonly DiagnosticDescriptor UnknownType = Error(
        "MG3116", "Unknown type", "'{0}' is no type, and as a default it would be a text; did you mean '{1}'? (quote it if it is a text)");

    public static readonly DiagnosticDescriptor DefaultNotAllowed = Error(
        "MG3117", "Not for defaults", "'{0}' of '{1}' cannot be a model-wide default: expected {2} ({3})");

    public static readonly DiagnosticDescriptor TooDeep = Error(
        "MG3118", "Nested too deep", "lists and calls of blocks nested deeper than {0} levels");

    public static readonly DiagnosticDescriptor TooManyLayers = Error(
        "MG3119", "Too many layers", "more than {0} layers: a repeat, a for or a block inside them multiplies without end");
}
