using Mono.Cecil;

namespace ModelGen.LibTorch.Tests.Binding.Surface;

/// <summary>A type's name as text, with the names of its tuples' elements.</summary>
internal static class TypeText
{
    public static string Of(TypeReference type, ICustomAttributeProvider? place = null)
    {
        var attribute = place?.CustomAttributes.FirstOrDefault(one => one.AttributeType.Name == "TupleElementNamesAttribute");
        var names = attribute is null
            ? []
            : ((CustomAttributeArgument[])attribute.ConstructorArguments[0].Value).Select(name => (string?)name.Value);
        return Of(type, new Queue<string?>(names));
    }

    private static string Of(TypeReference type, Queue<string?> tupleNames) => type switch
    {
        ByReferenceType reference => Of(reference.ElementType, tupleNames),
        ArrayType array => $"{Of(array.ElementType, tupleNames)}[{new string(',', array.Rank - 1)}]",
        // in parameters carry a modifier.
        RequiredModifierType modified => Of(modified.ElementType, tupleNames),
        GenericInstanceType generic when generic.ElementType.FullName.StartsWith("System.ValueTuple`", StringComparison.Ordinal) =>
            Tuple(generic, tupleNames),
        GenericInstanceType generic =>
            $"{Of(generic.ElementType, tupleNames).Split('`')[0]}<{List(generic.GenericArguments.Select(one => Of(one, tupleNames)))}>",
        _ => type.FullName.Replace('/', '.').Replace("System.Private.CoreLib", ""),
    };

    private static string Tuple(GenericInstanceType tuple, Queue<string?> names)
    {
        // The names of the outer tuple come before those within it.
        string?[] own = [.. tuple.GenericArguments.Select(_ => names.Count > 0 ? names.Dequeue() : null)];
        return $"({List(tuple.GenericArguments.Select((one, k) => Of(one, names) + (own[k] is { } name ? $" {name}" : "")))})";
    }

    private static string List(IEnumerable<string> parts) => string.Join(", ", parts);
}
