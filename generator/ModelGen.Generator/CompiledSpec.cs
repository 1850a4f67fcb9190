using ModelGen.Compiler;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Generator;

/// <summary>What became of one spec.</summary>
internal sealed record CompiledSpec(SpecInput Input, EquatableArray<ModelGraph> Models, EquatableArray<Diagnostic> Diagnostics)
{
    public static CompiledSpec Of(SpecClosure closure, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var result = Guarded.Run(closure.Input.File, () => SpecCompiler.Compile(closure.Input.File, closure.Resolve), out var failure);
        return failure is null
            ? new CompiledSpec(closure.Input, result!.Models, result.Diagnostics)
            : new CompiledSpec(closure.Input, EquatableArray<ModelGraph>.Empty, new EquatableArray<Diagnostic>(failure));
    }
}
