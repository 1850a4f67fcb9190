using ModelGen.Compiler.Spec.Syntax;

namespace ModelGen.Compiler.Elaboration;

/// <summary>The properties that the names written in a container's list will give its class, before anything is evaluated.</summary>
internal static class DeclaredProperties
{
    public static ICollection<string> Of(ItemList list)
    {
        var properties = new HashSet<string>(StringComparer.Ordinal);
        Collect(list, properties);
        return properties;
    }

    private static void Collect(ItemList list, HashSet<string> properties)
    {
        foreach (var item in list.Items)
        {
            if (item.Options.As is { } property)
                properties.Add(property.Text);
            else if (item.Options.Name is ValueSyntax.Literal { Scalar.Text: { Length: > 0 } name })
                properties.Add(ScopeDraft.PropertyOf(name));
            foreach (var inner in Transparent(item))
                Collect(inner, properties);
        }
    }

    /// <summary>The lists whose names belong to the container around them.</summary>
    private static IEnumerable<ItemList> Transparent(Item item) => item switch
    {
        Item.Residual residual => residual.Shortcut is null ? [residual.Branch] : [residual.Branch, residual.Shortcut],
        Item.Parallel parallel => parallel.Branches,
        Item.For loop => [loop.Do],
        _ => [],
    };
}
