using ModelGen.Compiler;
using ModelGen.Compiler.Text;

namespace ModelGen.Generator;

/// <summary>
/// A spec and the files it may import, directly or through them: all that its compilation can see. Files are linked by the mention of a name, which
/// takes no parser and errs to the safe side; so an edit reruns the compilation of the files that name it and no other.
/// </summary>
internal sealed record SpecClosure(SpecInput Input, EquatableArray<SpecFile> Imports)
{
    /// <summary>The closure of every spec, in their order.</summary>
    public static IEnumerable<SpecClosure> All(IReadOnlyList<SpecInput> inputs)
    {
        var all = Enumerable.Range(0, inputs.Count);
        var mentions = inputs.Select(i => all.Where(o => Mentions(i.File.Text, inputs[o].File.RelativePath)).ToList()).ToList();
        return inputs.Select((input, i) => new SpecClosure(input, Reachable(i, mentions).Select(r => inputs[r].File).ToEquatableArray()));
    }

    /// <summary>An imported file by its path relative to the project, or null.</summary>
    public SpecFile? Resolve(string relativePath) =>
        relativePath == Input.File.RelativePath ? Input.File : Imports.FirstOrDefault(f => f.RelativePath == relativePath);

    private static SortedSet<int> Reachable(int start, List<List<int>> mentions)
    {
        var seen = new SortedSet<int>();
        var open = new Stack<int>([start]);
        while (open.Count > 0)
        {
            foreach (int next in mentions[open.Pop()])
            {
                if (next != start && seen.Add(next))
                    open.Push(next);
            }
        }

        return seen;
    }

    /// <summary>True if the text has the file's name; a text with escapes, which could spell any name, is taken to mention all.</summary>
    private static bool Mentions(string text, string path) =>
        text.IndexOf('\\') >= 0 || text.IndexOf(path.Substring(path.LastIndexOf('/') + 1), StringComparison.OrdinalIgnoreCase) >= 0;
}
