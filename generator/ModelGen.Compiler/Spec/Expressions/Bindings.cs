using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Spec.Expressions;

/// <summary>What names mean at one place of a spec. Immutable: each <c>With</c> is a new scope inside the old one.</summary>
internal sealed class Bindings
{
    private readonly Bindings? outer;
    private readonly string name;
    private readonly Value? value;

    private Bindings(Bindings? outer, string name, Value? value)
    {
        this.outer = outer;
        this.name = name;
        this.value = value;
    }

    public static Bindings Empty { get; } = new(null, string.Empty, null);

    /// <summary>Every name that has a meaning, the innermost first.</summary>
    public IEnumerable<string> All
    {
        get
        {
            for (var scope = this; scope.outer is not null; scope = scope.outer)
                yield return scope.name;
        }
    }

    public Bindings With(string newName, Value newValue) => new(this, newName, newValue);

    public Bindings With(string newName, double number) => With(newName, new Value.Number(number));

    public Value? Find(string wanted)
    {
        for (var scope = this; scope.outer is not null; scope = scope.outer)
        {
            if (scope.name == wanted)
                return scope.value;
        }

        return null;
    }
}
