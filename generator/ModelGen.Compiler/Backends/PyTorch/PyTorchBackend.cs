using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.PyTorch;

/// <summary>Writes models as Python files that need nothing but PyTorch.</summary>
public static class PyTorchBackend
{
    /// <summary>The name of a model's file: <c>resnet20.py</c>.</summary>
    public static string FileName(ModelGraph graph) => PythonText.Module(graph.Name) + ".py";

    /// <summary>
    /// A script that trains any exported model by its own recipe, on one process or many: <c>torchrun train_ddp.py resnet20.py --data DIR</c>.
    /// </summary>
    public static string TrainingScript
    {
        get
        {
            using var stream = typeof(PyTorchBackend).Assembly.GetManifestResourceStream(TrainingScriptName)
                ?? throw new InvalidOperationException(TrainingScriptName + " is not embedded");
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }

    public const string TrainingScriptName = "train_ddp.py";

    /// <summary>The source of one model: plain <c>nn.Module</c>s with the same keys in the state dict.</summary>
    public static string Emit(ModelGraph graph) => PythonModel.Write(graph);
}
