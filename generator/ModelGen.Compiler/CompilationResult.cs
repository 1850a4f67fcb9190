using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler;

/// <summary>What became of one file: the models that are right, and what is wrong with the others. Compares by value.</summary>
public sealed record CompilationResult(EquatableArray<ModelGraph> Models, EquatableArray<Diagnostic> Diagnostics);
