using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Spec.Variants;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Elaboration;

/// <summary>Reads <c>input:</c>: channels, height, width; <c>any</c> leaves a height or width to run time.</summary>
internal static class InputSection
{
    public const string Any = "any";

    private const string Expected = "channels, height and width, such as [3, 32, 32]; 'any' for a height or width leaves it free";

    public static Shape Read(Sourced section)
    {
        if (section.Node is not YamlSequence { Items.Count: 3 } list)
            throw FindingList.Error(Descriptors.WrongForm, section.Place, "'input'", Expected, Found(section.Node));
        long[] dimensions = [.. list.Items.Select((node, i) => Dimension(node, canBeFree: i > 0))];
        return new Shape(dimensions);
    }

    private static long Dimension(YamlNode node, bool canBeFree)
    {
        if (node is YamlScalar { IsPlain: true, IsNull: false } scalar)
        {
            if (canBeFree && scalar.Text == Any)
                return Shape.Free;
            var value = (ValueReader.ReadScalar(scalar) as ValueSyntax.Literal)?.Value;
            if (value is Value.Number { IsInteger: true, Amount: >= 1 and <= 1_000_000 } number)
                return number.Integer;
        }

        throw FindingList.Error(Descriptors.WrongForm, Place.Value(node), "'input'", Expected, node.Describe());
    }

    private static string Found(YamlNode node) => node is YamlSequence list ? $"a list of {list.Items.Count}" : node.Describe();
}
