using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Spec.Syntax;

namespace ModelGen.Compiler.Elaboration;

/// <summary>Counts the items elaborated for one file, so that no spec keeps the build waiting.</summary>
internal sealed class ItemBudget
{
    private long left = Limits.Items;

    /// <exception cref="SpecException">The file has used up its items.</exception>
    public void Take(Item item)
    {
        if (--left < 0)
            throw FindingList.Error(
                Descriptors.TooManyLayers, item.Place, Limits.Items.ToString("N0", System.Globalization.CultureInfo.InvariantCulture));
    }
}
