using System.Text.RegularExpressions;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Syntax;

/// <summary>What things may be called.</summary>
internal static class Names
{
    private static readonly Regex Segment = new("^[A-Za-z_][A-Za-z0-9_-]*$", RegexOptions.CultureInvariant);
    private static readonly Regex Identifier = new("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant);

    /// <summary>True for one segment of a path in the state dict.</summary>
    public static bool IsSegment(string name) => name.Length <= 200 && Segment.IsMatch(name);

    /// <summary>True for a name that expressions can use.</summary>
    public static bool IsIdentifier(string name) => name.Length <= 200 && Identifier.IsMatch(name);

    /// <summary>Checks the name of a parameter, a let or a column of a table.</summary>
    public static void CheckVariable(YamlScalar name, bool isKey)
    {
        var place = isKey ? Place.Key(name) : Place.Value(name);
        if (!IsIdentifier(name.Text))
            throw FindingList.Error(
                Descriptors.VariableName, place, name.Text, "a name is made of letters, digits and _, and does not start with a digit");
        if (Words.ReservedNames.Contains(name.Text))
            throw FindingList.Error(Descriptors.VariableName, place, name.Text, "the word has a meaning of its own in expressions");
    }
}
