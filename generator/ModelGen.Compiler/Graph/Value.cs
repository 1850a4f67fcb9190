using System.Globalization;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Graph;

/// <summary>A value of an argument after expressions were evaluated. The family is closed.</summary>
public abstract record Value
{
    private protected Value()
    {
    }

    /// <summary>The language has one number type; an integer is a number without a fraction.</summary>
    public sealed record Number(double Amount) : Value
    {
        public bool IsInteger => Math.Floor(Amount) == Amount && Math.Abs(Amount) < 9e15;

        public long Integer => (long)Amount;

        public override string ToString() => Amount.ToString("R", CultureInfo.InvariantCulture);
    }

    public sealed record Bool(bool IsTrue) : Value
    {
        public override string ToString() => IsTrue ? "true" : "false";
    }

    public sealed record Text(string Content) : Value
    {
        public override string ToString() => Content;
    }

    public sealed record List(EquatableArray<Value> Items) : Value
    {
        public override string ToString() => "[" + string.Join(", ", Items) + "]";
    }

    /// <summary>A call of an initializer, every argument resolved, in its own order.</summary>
    public sealed record Initializer(string Name, EquatableArray<Argument> Arguments) : Value
    {
        public override string ToString() => "{" + string.Join(", ", Arguments.Select(a => a.Name + ": " + a.Value).Prepend(Name)) + "}";
    }
}
