using System.Text;

namespace ModelGen.Compiler.Backends.CSharp;

/// <summary>Turns names of the spec into C# identifiers.</summary>
public static class CSharpName
{
    /// <summary>Names that a property of a generated module cannot take: members of <c>object</c> and <c>nn.Module</c>.</summary>
    public static readonly IReadOnlyCollection<string> ModuleMembers = new HashSet<string>(StringComparer.Ordinal)
    {
        "Dispose", "Equals", "GetHashCode", "GetName", "GetType", "Finalize", "MemberwiseClone", "ReferenceEquals", "RegisterComponents",
        "ToString", "Trace", "ConditionallyRegisterParameter", "ConditionallyRegisterBuffer", "ClearModuleLists",
    };

    /// <summary>Names that a property of a model class cannot take either: the constants every model class has.</summary>
    public static readonly IReadOnlyCollection<string> ModelMembers = new HashSet<string>(StringComparer.Ordinal)
    {
        "AuxiliaryWeights", "Classes", "Info", "InputShape", "LayerTable", "MultiplyAdds", "ParameterCount", "Recipe", "SpecHash", "StateTable",
        // Types that the recipe's initializer names: a property of that name would be found first.
        "Augmentation", "MemoryFormat", "OptimizerKind", "ParameterGroup", "Precision", "ScheduleKind",
    };

    /// <summary>Types that generated code calls by their simple names: a nested class must not hide them.</summary>
    internal static readonly IReadOnlyCollection<string> UsedTypes = new HashSet<string>(StringComparer.Ordinal)
    {
        "Augmentation", "Device", "IAuxiliaryOutputs", "IInferenceForm", "IReadOnlyList", "InferenceValue", "LayerStack", "MemoryFormat", "ModelInfo", "OptimizerKind", "Parameter",
        "ModuleTracing", "NormActivation", "ParameterGroup", "Precision", "Recipe", "SamePadding", "ScalarType", "ScheduleKind", "Tensor", "TensorExtensions", "WeightInit",
    };

    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal",
        "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for",
        "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object",
        "operator", "out", "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short",
        "sizeof", "stackalloc", "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong",
        "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
    };

    /// <summary><c>base_width</c>, <c>ConvShortcut</c> and <c>BN1</c> become baseWidth, convShortcut and bn1.</summary>
    public static string Camel(string name)
    {
        string pascal = Pascal(name);
        int upper = 0;
        while (upper < pascal.Length && char.IsUpper(pascal[upper]))
            upper++;
        bool wordFollows = upper < pascal.Length && char.IsLower(pascal[upper]);
        int lowered = upper > 1 && wordFollows ? upper - 1 : upper;
        return pascal.Substring(0, lowered).ToLowerInvariant() + pascal.Substring(lowered);
    }

    /// <summary><c>global_avg_pool</c> becomes GlobalAvgPool; a character that C# does not allow starts a new word.</summary>
    public static string Pascal(string name)
    {
        var result = new StringBuilder(name.Length);
        bool startsWord = true;
        foreach (char c in name)
        {
            if (!IsIdentifierPart(c) || c == '_')
            {
                startsWord = true;
                continue;
            }

            result.Append(startsWord ? char.ToUpperInvariant(c) : c);
            startsWord = false;
        }

        if (result.Length == 0 || char.IsDigit(result[0]))
            result.Insert(0, '_');
        return result.ToString();
    }

    /// <summary>The same name, with <c>@</c> before a keyword.</summary>
    public static string Escape(string name) => Keywords.Contains(name) ? "@" + name : name;

    /// <summary>
    /// A namespace of which every part is an identifier: MSBuild's root namespace is the project's name, and <c>my-app</c> is a fine name for one.
    /// </summary>
    public static string Namespace(string name) => string.Join(".", name.Split('.').Select(part =>
    {
        string clean = new([.. part.Trim().Select(c => char.IsLetterOrDigit(c) ? c : '_')]);
        return clean.Length == 0 || char.IsDigit(clean[0]) ? "_" + clean : Escape(clean);
    }));

    public static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsDigit(name[0]) && name.All(IsIdentifierPart);

    private static bool IsIdentifierPart(char c) => c is '_' or (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z');
}
