namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>What a step reads: a variable, or the first of several that exists (<c>projection ?? input</c>).</summary>
internal sealed class Operand
{
    private Operand(IReadOnlyList<Variable> alternatives) => Alternatives = alternatives;

    public IReadOnlyList<Variable> Alternatives { get; }

    /// <summary>The variable, where there is no choice.</summary>
    public Variable? Single => Alternatives.Count == 1 ? Alternatives[0] : null;

    /// <summary>The value as an expression. One of the alternatives exists, so the last does where the others don't.</summary>
    public string Text => string.Join(" ?? ", Alternatives.Select(a => a.Name)) + (Alternatives[^1].IsNullable ? "!" : "");

    /// <summary>The value where a member is called on it.</summary>
    public string Receiver => Single is null ? "(" + Text + ")" : Text;

    /// <summary>An operand of a name of its own: a lambda's parameter.</summary>
    public static Operand Named(string name) => new([new Variable(name, null)]);

    /// <summary>Makes the operand from the variable that each instance reads (null where it does not), if one expression can choose it.</summary>
    public static Operand? TryMake(IReadOnlyList<Variable?> chosen)
    {
        // The last made are asked first; what always exists ends the chain.
        var alternatives = chosen.Where(v => v is not null).Distinct().Select(v => v!)
            .OrderBy(v => v.IsNullable ? 0 : 1).ThenByDescending(v => v.LastUse).ToList();
        for (int i = 0; i < chosen.Count; i++)
        {
            int instance = i;
            if (chosen[i] is { } wanted && alternatives.Find(a => a.ExistsIn(instance)) != wanted)
                return null;
        }

        return new Operand(alternatives);
    }

    public void Touch(int step)
    {
        foreach (var variable in Alternatives)
            variable.LastUse = step;
    }
}
