using ModelGen.Compiler;
using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;

namespace ModelGen.Generator;

/// <summary>A model to emit: its graph and namespace, and the file that a failure of the back end is reported for. No text of the spec is in it.</summary>
internal sealed record ModelToEmit(ModelGraph Graph, string? Namespace, string Path)
{
    public string FullName => Namespace is null ? Graph.Name : Namespace + "." + Graph.Name;
}

/// <summary>A generated file, or why there is none.</summary>
internal sealed record GeneratedModel(string FullName, string? Text, Diagnostic? Failure)
{
    /// <summary>Roslyn's name for the file.</summary>
    public string HintName => FullName.Replace("@", "") + ".g.cs";

    public static GeneratedModel Of(ModelToEmit model, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string? text = Guarded.Run(new SpecFile(model.Path, model.Graph.File, ""), () => CSharpBackend.Emit(model.Graph, model.Namespace), out var failure);
        return new GeneratedModel(model.FullName, text, failure);
    }
}
