using System.Text.RegularExpressions;
using ModelGen.Compiler;
using ModelGen.Compiler.Text;

namespace ModelGen.Generator;

/// <summary>Finds where a spec names a model. Graphs hold no line numbers, so the place is looked up when a finding needs it.</summary>
internal static class ModelPlace
{
    /// <summary>The key <c>Name:</c>, else the value of <c>name: Name</c>, else the start of the file.</summary>
    public static SourceSpan Find(SpecFile file, string model)
    {
        string name = Regex.Escape(model);
        var match = Regex.Match(file.Text, @"(?m)(?<=^\s*|[{,]\s*)" + name + @"(?=\s*:)");
        if (!match.Success)
            match = Regex.Match(file.Text, @"(?<=\bname\s*:\s*['""]?)" + name + @"\b");
        return new SourceText(file.Path, file.Text).Locate(match.Success ? new TextSpan(match.Index, match.Length) : default);
    }
}
