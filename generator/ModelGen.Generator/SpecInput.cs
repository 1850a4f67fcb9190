using ModelGen.Compiler;

namespace ModelGen.Generator;

/// <summary>A spec as the build hands it in. <paramref name="Namespace"/> is where its classes go; null: the global namespace.</summary>
internal sealed record SpecInput(SpecFile File, string? Namespace);
