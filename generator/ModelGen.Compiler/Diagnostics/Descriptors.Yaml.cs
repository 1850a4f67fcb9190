namespace ModelGen.Compiler.Diagnostics;

/// <summary>MG1: the text is not the YAML that the language is written in.</summary>
public static partial class Descriptors
{
    public static readonly DiagnosticDescriptor YamlSyntax = Error("MG1001", "Not YAML", "YAML syntax: {0}");

    public static readonly DiagnosticDescriptor NestingTooDeep = Error("MG1002", "Nested too deep", "nested deeper than {0} levels");

    public static readonly DiagnosticDescriptor TabIndentation = Error(
        "MG1003", "Tab in the indentation", "a tab in the indentation: YAML indents with spaces");

    public static readonly DiagnosticDescriptor Anchor = Error(
        "MG1004", "Anchor or alias", "{0} is a YAML anchor or alias, which specs do not use: write a block, or a parameter");

    public static readonly DiagnosticDescriptor MergeKey = Error(
        "MG1005", "Merge key", "'<<' merges mappings, which specs do not use: variants share by 'extends', layers by blocks");

    public static readonly DiagnosticDescriptor Tag = Error("MG1006", "Tag", "'{0}' is a YAML tag, which specs do not use");

    public static readonly DiagnosticDescriptor SecondDocument = Error(
        "MG1007", "More than one document", "{0}: a spec is one document, without directives");

    public static readonly DiagnosticDescriptor DuplicateKey = Error(
        "MG1008", "Duplicate key", "the key '{0}' stands twice in one mapping");

    public static readonly DiagnosticDescriptor NoValue = Error("MG1009", "Nothing where a value is due", "{0} has no value");

    public static readonly DiagnosticDescriptor NotAMapping = Error(
        "MG1010", "Not a spec", "a spec is a mapping of sections (input, classes, backbone, …), found {0}");

    public static readonly DiagnosticDescriptor MissingSpace = Error(
        "MG1011", "Missing space after the colon", "'{0}' is one word to YAML: put a space after the colon, '{1}'");

    public static readonly DiagnosticDescriptor DollarBrace = Error(
        "MG1012", "${ is no expression", "'${{' does not start an expression (YAML's flow style cannot hold it): write $name or $(…)");

    public static readonly DiagnosticDescriptor UnbalancedExpression = Error(
        "MG1013", "Expression cut short",
            "the expression '{0}' has no closing parenthesis: a ',', '#' or ': ' in it ended the scalar, so quote it, \"$(…)\"");

    public static readonly DiagnosticDescriptor KeyIsNotAWord = Error("MG1014", "Key that is no word", "a key is a word, found {0}");

    public static readonly DiagnosticDescriptor FileTooLarge = Error(
        "MG1015", "File too large", "the file has {0} characters; a spec may have {1}");
}
