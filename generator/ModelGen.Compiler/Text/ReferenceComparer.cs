using System.Runtime.CompilerServices;

namespace ModelGen.Compiler.Text;

/// <summary>Compares by identity: two equal nodes at different places of a model are two things.</summary>
internal sealed class ReferenceComparer<T> : IEqualityComparer<T>
    where T : class
{
    public static ReferenceComparer<T> Instance { get; } = new();

    public bool Equals(T x, T y) => ReferenceEquals(x, y);

    public int GetHashCode(T value) => RuntimeHelpers.GetHashCode(value);
}
