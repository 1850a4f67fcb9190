namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>A parameter of a generated constructor: a value in which the instances of the class differ.</summary>
/// <param name="name">The C# name: <c>baseWidth</c>.</param>
/// <param name="specName">The name in the spec's words, unmangled: <c>base_width</c>.</param>
/// <param name="type">The C# type.</param>
/// <param name="values">The value as C# text for each instance; null where the instance has no use for it.</param>
internal sealed class ClassParameter(string name, string specName, string type, string?[] values)
{
    private readonly string?[] values = [.. values];

    public string Name => name;

    public string SpecName => specName;

    public string Type => type;

    /// <summary>True if <c>forward</c> reads it too, so that the class keeps it in a field.</summary>
    public bool InForward { get; set; }

    /// <summary>The different values, in order of appearance.</summary>
    public IEnumerable<string> DistinctValues => values.Where(v => v is not null).Distinct().Select(v => v!);

    public string ValueOf(int instance) => values[instance] ?? Unused;

    /// <summary>True if the values are this parameter's wherever both have one.</summary>
    public bool Agrees(string?[] other)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is not null && other[i] is not null && values[i] != other[i])
                return false;
        }

        return true;
    }

    /// <summary>Serves the given values too, if they agree: takes over those it lacks.</summary>
    public bool TryTake(string otherType, string?[] other)
    {
        if (otherType != type || !Agrees(other))
            return false;
        for (int i = 0; i < values.Length; i++)
            values[i] ??= other[i];
        return true;
    }

    /// <summary>What is passed where nothing reads it.</summary>
    private string Unused => type switch
    {
        "bool" => "false",
        "int" or "long" => "0",
        "double" => "0.0",
        _ when type.EndsWith("[]", StringComparison.Ordinal) => "[]",
        _ => "default",
    };
}
