using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp;

/// <summary>Writes models as C# against TorchSharp's public API.</summary>
public static class CSharpBackend
{
    /// <summary>The source of one model: its class, with the classes of its blocks inside.</summary>
    public static string Emit(ModelGraph graph, string? @namespace) => new ModelEmission(graph, @namespace).Write();

    /// <summary>The list of an assembly's models, in the order of their names.</summary>
    /// <param name="models">Full names of the model classes (<c>ModelGen.Models.ResNet20</c>).</param>
    /// <param name="namespace">Where the registry class goes; null: the global namespace.</param>
    public static string EmitRegistry(IEnumerable<string> models, string? @namespace) => RegistryEmission.Write(models, @namespace);
}
