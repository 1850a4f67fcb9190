using System.Runtime.CompilerServices;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>Compares by identity: two equal scopes at different places of a model are two instances.</summary>
internal sealed class ReferenceComparer<T> : IEqualityComparer<T>
    where T : class
{
    public static ReferenceComparer<T> Instance { get; } = new();

    public bool Equals(T x, T y) => ReferenceEquals(x, y);

    public int GetHashCode(T value) => RuntimeHelpers.GetHashCode(value);
}
