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

    public static readonly DiagnosticDescriptor NoSuchPlace = Error(
        "MG3216", "No such place for dropout", "'{0}': {1} has no such place; it has {2}{3}");

    public static readonly DiagnosticDescriptor ClosedPlace = Error(
        "MG3217", "Place inside a block", "'{0}' in {1} is inside of '{2}', which is written elsewhere; the nearest place between the branch's own items is '{3}'");

    public static readonly DiagnosticDescriptor NumberedPlace = Error(
        "MG3218", "P-names count a basic branch",
            "'{0}': P0 to P8 count the places of a basic pre-activation branch (norm, act, conv, norm, act, conv), and {1} has {2}: name a layer, such as 'before conv last'");

    public static readonly DiagnosticDescriptor NoGuideline = Error(
        "MG3219", "No place satisfies the guideline", "the guideline is before the last weights, with no norm after them; in {0} {1}: name a place, or put dropout into the head");

    public static readonly DiagnosticDescriptor FilterSelectsNothing = Error(
        "MG3220", "Filter selects nothing", "'in: {0}' selects none of the containers with residuals{1}");

    public static readonly DiagnosticDescriptor NoResidual = Error(
        "MG3221", "No residual for dropout", "'branch' places dropout in residuals, and the model has none: place it in the head, or write it as an item");
}
