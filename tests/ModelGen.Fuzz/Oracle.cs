using ModelGen.Compiler;
using ModelGen.Compiler.Diagnostics;

namespace ModelGen.Fuzz;

/// <summary>What must hold of any text: no exception, and either models or an error whose place lies inside the text it is about.</summary>
internal sealed class Oracle(Corpus corpus)
{
    /// <summary>Compiles a mutated file in the place of the original.</summary>
    /// <param name="original">The file of the corpus.</param>
    /// <param name="text">Its damaged text.</param>
    /// <param name="result">What the compiler said, unless it threw.</param>
    /// <returns>What is wrong with the outcome, or null.</returns>
    public string? Judge(SpecFile original, string text, out CompilationResult? result)
    {
        var files = corpus.Files.ToDictionary(f => f.RelativePath);
        files[original.RelativePath] = original with { Text = text };
        result = null;
        // A block library says nothing alone: it is judged through a file that imports it.
        string root = original.RelativePath.StartsWith("blocks/", StringComparison.Ordinal) ? Importer(original) : original.RelativePath;
        try
        {
            result = SpecCompiler.Compile(files[root], path => files.GetValueOrDefault(path));
        }
        catch (Exception exception)
        {
            return "exception: " + exception;
        }

        foreach (var diagnostic in result.Diagnostics)
        {
            if (Misplaced(diagnostic.Span, files) is { } problem)
                return problem + ": " + diagnostic;
            if (diagnostic.Message.Length == 0 || diagnostic.Message.Contains("Exception", StringComparison.Ordinal))
                return "unhelpful message: " + diagnostic;
        }

        bool complains = result.Diagnostics.Any(d => d.Descriptor.Severity == DiagnosticSeverity.Error);
        return result.Models.Count == 0 && !complains && original.Text != text && Declares(text) ? "neither a model nor an error" : null;
    }

    private static string? Misplaced(Compiler.Text.SourceSpan span, Dictionary<string, SpecFile> files)
    {
        var file = files.Values.FirstOrDefault(f => f.Path == span.Path);
        if (file is null)
            return "a place in a file that was not given";
        if (span.Start < 0 || span.Length < 0 || span.Start + span.Length > file.Text.Length)
            return $"a place outside the text of {file.Text.Length} characters ({span.Start}+{span.Length})";
        int lines = file.Text.Count(c => c == '\n') + file.Text.Count(c => c == '\r') + 1;
        bool isOrdered = span.StartLine < span.EndLine || (span.StartLine == span.EndLine && span.StartColumn <= span.EndColumn);
        return span.StartLine < 0 || span.EndLine > lines || !isOrdered ? "a line outside the text" : null;
    }

    private static bool Declares(string text) => text.Contains("\nvariants:", StringComparison.Ordinal);

    private string Importer(SpecFile library) =>
        corpus.Files.First(f => f.Text.Contains(library.RelativePath, StringComparison.Ordinal)).RelativePath;
}
