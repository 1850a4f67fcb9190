using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.PyTorch;

/// <summary>Writes models as Python files that need nothing but PyTorch.</summary>
public static class PyTorchBackend
{
    /// <summary>The name of a model's file: <c>resnet20.py</c>.</summary>
    public static string FileName(ModelGraph graph) => PythonText.Module(graph.Name) + ".py";

    /// <summary>
    /// A script that trains any exported model by its own recipe, on one process or many: <c>torchrun train_ddp.py resnet20.py --data
    /// DIR</c>. One file for its users, to be read from top to bottom; here, a file for each of its parts.
    /// </summary>
    public static string TrainingScript => string.Join("\n\n", TrainingParts.Select(Read));

    /// <summary>In order: a part may use at once only what stands above it.</summary>
    private static readonly string[] TrainingParts =
        ["options", "data", "augmentation", "optimizer", "schedules", "objective", "processes", "trainer"];

    private static string Read(string part)
    {
        using var stream = typeof(PyTorchBackend).Assembly.GetManifestResourceStream("Training/" + part + ".py")
            ?? throw new InvalidOperationException(part + ".py is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public const string TrainingScriptName = "train_ddp.py";

    /// <summary>The source of one model: plain <c>nn.Module</c>s with the same keys in the state dict.</summary>
    public static string Emit(ModelGraph graph) => PythonModel.Write(graph);
}
