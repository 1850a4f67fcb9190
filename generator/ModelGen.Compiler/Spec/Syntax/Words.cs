using ModelGen.Compiler.Ops;

namespace ModelGen.Compiler.Spec.Syntax;

/// <summary>The words of the language itself; those of ops are in the <see cref="OpRegistry"/>.</summary>
internal static class Words
{
    /// <summary>The layer that vanishes.</summary>
    public const string None = "none";

    public const string In = "in";
    public const string Index = "index";
    public const string Count = "count";
    public const string Classes = "classes";

    public const string Name = "name";
    public const string As = "as";
    public const string When = "when";
    public const string Repeat = "repeat";
    public const string First = "first";
    public const string Last = "last";
    public const string Tap = "tap";
    public const string Aux = "aux";

    public const string Seq = "seq";
    public const string Residual = "residual";
    public const string Parallel = "parallel";
    public const string For = "for";
    public const string From = "from";

    public const string Shortcut = "shortcut";
    public const string Join = "join";
    public const string Skip = "skip";
    public const string Do = "do";
    public const string Columns = "columns";
    public const string Rows = "rows";

    /// <summary>Keys that may stand beside any head.</summary>
    public static readonly IReadOnlyList<string> Universal = [Name, As, When, Repeat, First, Last, Tap, Aux];

    /// <summary>What arranges items.</summary>
    public static readonly IReadOnlyList<string> Structures = [Seq, Residual, Parallel, For, From];

    /// <summary>The keys that structures have beside their own word.</summary>
    public static readonly IReadOnlyList<string> StructureArguments = [Shortcut, Join, Skip, Do, Columns, Rows];

    /// <summary>Names that have a meaning of their own in expressions.</summary>
    public static readonly IReadOnlyList<string> ReservedNames = [In, Index, Count, "true", "false", "if", "else", "and", "or", "not"];

    /// <summary>Names of arguments of ops.</summary>
    public static readonly ISet<string> OpArguments = new HashSet<string>(
        OpRegistry.All.SelectMany(o => o.Parameters).Select(p => p.Name), StringComparer.Ordinal);
}
