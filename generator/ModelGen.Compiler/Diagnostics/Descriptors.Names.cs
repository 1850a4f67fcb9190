namespace ModelGen.Compiler.Diagnostics;

/// <summary>MG32: names of children, expressions, tables and taps.</summary>
public static partial class Descriptors
{
    public static readonly DiagnosticDescriptor BadName = Error("MG3201", "No name", "{0} cannot be {1}, which is made of {2}");

    public static readonly DiagnosticDescriptor DuplicateName = Error(
        "MG3202", "Name used twice", "the name '{0}' stands twice in one container");

    public static readonly DiagnosticDescriptor PropertyClash = Error(
        "MG3203", "Properties clash",
            "'{0}' becomes the C# property {1}, as another child does: rename one, or give it a property by 'as'");

    public static readonly DiagnosticDescriptor ReservedProperty = Error(
        "MG3204", "Property is taken", "'{0}' becomes the C# property {1}, which {2}: rename it, or give it a property by 'as'");

    public static readonly DiagnosticDescriptor NameNeeded = Error("MG3205", "Name needed", "'{0}' needs a name: {1}");

    public static readonly DiagnosticDescriptor ExpressionSyntax = Error("MG3206", "No expression", "expression: {0}");

    public static readonly DiagnosticDescriptor UnknownName = Error("MG3207", "Unknown name", "{0}");

    public static readonly DiagnosticDescriptor ExpressionValue = Error("MG3208", "Expression without value", "expression: {0}");

    public static readonly DiagnosticDescriptor TableForm = Error(
        "MG3209", "No table", "a table is {{columns: [a, b], rows: [[1, 2], …]}}: {0}");

    public static readonly DiagnosticDescriptor TableRow = Error(
        "MG3210", "Row of the wrong length", "the row has {0} for {1} columns ({2})");

    public static readonly DiagnosticDescriptor UnequalColumns = Error(
        "MG3211", "Lists of unequal length", "lists side by side must be equally long: {0}");

    public static readonly DiagnosticDescriptor ForForm = Error(
        "MG3212", "Nothing to run over", "'for' runs over named lists such as {{i: [1, 2], n: $layers}}, a table or an integer; found {0}");

    public static readonly DiagnosticDescriptor UnknownTap = Error("MG3213", "Unknown tap", "no item before this one has 'tap: {0}'{1}");

    public static readonly DiagnosticDescriptor DropoutPosition = Error(
        "MG3214", "Unknown place for dropout", "'at': expected {1}, found {0}{2}");

    public static readonly DiagnosticDescriptor NotADropout = Error("MG3215", "No dropout", "'{0}' is no dropout; known: {1}");
}
