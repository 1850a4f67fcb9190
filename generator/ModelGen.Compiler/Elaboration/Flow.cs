using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Elaboration;

/// <summary>The value that flows from item to item.</summary>
/// <param name="Id">The node that makes it, within the current scope.</param>
/// <param name="Producer">How a message calls what made it: <c>conv 'conv1'</c>.</param>
/// <param name="Place">Where that is written, or null for the model's input.</param>
internal sealed record Flow(string Id, Shape Shape, string Producer, Place? Place);
