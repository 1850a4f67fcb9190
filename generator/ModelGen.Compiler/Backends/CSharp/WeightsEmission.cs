using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.CSharp;

/// <summary>Writes the <c>weights:</c> section as objects of the runtime's <c>PretrainedWeights</c>.</summary>
internal static class WeightsEmission
{
    /// <summary>The initializer of <c>ModelInfo.Weights</c>, a line each; none for a model without published weights.</summary>
    public static IEnumerable<string> Lines(EquatableArray<PublishedWeights> weights)
    {
        if (weights.Count == 0)
            yield break;
        yield return "Weights =";
        yield return "[";
        foreach (var w in weights)
        {
            yield return "    new(" + CSharpLiteral.Of(w.Name) + ", " + CSharpLiteral.Of(w.Url) + ", " + Checksum(w.Checksum) + ")";
            yield return "    {";
            if (w.Mean.Count > 0)
                yield return "        Normalization = new([" + Floats(w.Mean) + "], [" + Floats(w.Std) + "]),";
            if (w.Renames.Count > 0)
                yield return "        Renames = [" + string.Join(", ", w.Renames.Select(r => "new(" + CSharpLiteral.Of(r.From) + ", " + CSharpLiteral.Of(r.To) + ")")) + "],";
            yield return "    },";
        }

        yield return "],";
    }

    private static string Checksum(PublishedChecksum checksum) =>
        "FileChecksum." + (checksum.IsMd5 ? "Md5" : "Sha256") + "(" + CSharpLiteral.Of(checksum.Digits) + ")";

    private static string Floats(EquatableArray<double> numbers) => string.Join(", ", numbers.Select(n => CSharpLiteral.Of(n) + "f"));
}
