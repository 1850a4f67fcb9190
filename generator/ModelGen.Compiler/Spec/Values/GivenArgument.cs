using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Spec.Values;

/// <summary>An argument with its value, and what a message needs to know of where it came from.</summary>
/// <param name="Source">Its text in the YAML, or null where that text has no meaning at the call (a preset of a layer value).</param>
internal sealed record GivenArgument(string Name, Value Value, string? Source, Place Place);
