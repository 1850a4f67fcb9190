using ModelGen.Compiler.Backends.PyTorch;
using ModelGen.Compiler.Spec.Training;
using ModelGen.Generator.Tests.Graphs;
using ModelGen.Generator.Tests.Snapshots;

namespace ModelGen.Export.Tests;

/// <summary>PyTorch twins as a reader sees them.</summary>
public sealed class TwinTests
{
    [Fact]
    public void ResidualNetwork() => Snapshot.Verify(PyTorchBackend.Emit(ResNets.ResNet(20)), "py");

    /// <summary>The training script knows every field of a recipe and every augmentation that a spec may name.</summary>
    [Fact]
    public void TheScriptKnowsTheWholeRecipe()
    {
        string script = PyTorchBackend.TrainingScript;
        int start = script.IndexOf("STANDARD = dict(", StringComparison.Ordinal);
        string standard = script[start..script.IndexOf("\n\n", start, StringComparison.Ordinal)];
        var names = TrainingFields.All.Select(f => f.Rule.Name).Concat([TrainingFields.Groups, TrainingFields.Augment]);
        Assert.All(names, name => Assert.Matches(@"[\s(]" + name + "=", standard));
        Assert.All(AugmentationKind.All, kind => Assert.Contains($"\"{kind.Name}\"", script, StringComparison.Ordinal));
    }
}
