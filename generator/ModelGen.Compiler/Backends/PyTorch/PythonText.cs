using System.Text;

namespace ModelGen.Compiler.Backends.PyTorch;

/// <summary>Names and literals of Python.</summary>
internal static class PythonText
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
        "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try",
        "while", "with", "yield",
    };

    // Attributes of nn.Module that a child of this name would be hidden by.
    private static readonly HashSet<string> ModuleMembers = new(StringComparer.Ordinal)
    {
        "add_module", "apply", "bfloat16", "buffers", "call_super_init", "children", "compile", "cpu", "cuda", "double", "dump_patches", "eval",
        "extra_repr", "float", "forward", "get_buffer", "get_extra_state", "get_parameter", "get_submodule", "half", "ipu", "load_state_dict",
        "modules", "named_buffers", "named_children", "named_modules", "named_parameters", "parameters", "register_buffer",
        "register_module", "register_parameter", "requires_grad_", "set_extra_state", "share_memory", "state_dict", "to", "to_empty", "train",
        "training", "type", "xpu", "zero_grad", "T_destination",
    };

    public static bool IsIdentifier(string name) => name.Length > 0 && !char.IsDigit(name[0]) && !Keywords.Contains(name)
        && name.All(c => c is '_' or (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z'));

    /// <summary>How a class reads or writes its child of this key.</summary>
    public static string Child(string key) =>
        IsIdentifier(key) && !ModuleMembers.Contains(key) ? "self." + key : "self._modules[" + Quoted(key) + "]";

    /// <summary><c>baseWidth</c> and <c>@in</c> become base_width and in_.</summary>
    public static string Snake(string camel)
    {
        var result = new StringBuilder();
        foreach (char c in camel.TrimStart('@'))
        {
            if (char.IsUpper(c) && result.Length > 0 && result[result.Length - 1] != '_' && !char.IsUpper(result[result.Length - 1]))
                result.Append('_');
            result.Append(char.ToLowerInvariant(c));
        }

        string name = result.ToString();
        return Keywords.Contains(name) || name is "self" or "x" or "nn" or "torch" ? name + "_" : name;
    }

    /// <summary>The file that holds a model: <c>resnet20</c> for ResNet20.</summary>
    public static string Module(string model)
    {
        string name = model.ToLowerInvariant();
        return Keywords.Contains(name) ? name + "_" : name;
    }

    public static string Quoted(string text) => CSharp.CSharpLiteral.Of(text);

    /// <summary>
    /// An expression where a member is read of it or a product made with it: in parentheses if it is a sum or a product itself.
    /// </summary>
    public static string Receiver(string expression)
    {
        int depth = 0;
        foreach (char c in expression)
        {
            depth += c is '(' or '[' ? 1 : c is ')' or ']' ? -1 : 0;
            if (c == ' ' && depth == 0)
                return "(" + expression + ")";
        }

        return expression;
    }

    /// <summary>A docstring's text: no quotes that end it, no escapes.</summary>
    public static string Documentation(string text) => text.Replace("\\", "\\\\").Replace("\"\"\"", "'''");

    /// <summary>
    /// Class plans carry literals as C# writes them, whichever language is written; numbers, tuples and quoted words are the same in
    /// Python.
    /// </summary>
    public static string Literal(string csharp) => csharp switch
    {
        "true" => "True",
        "false" => "False",
        "default" => "None",
        _ => csharp,
    };
}
