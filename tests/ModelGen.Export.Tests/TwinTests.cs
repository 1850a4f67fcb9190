using ModelGen.Compiler.Backends.PyTorch;
using ModelGen.Generator.Tests.Graphs;
using ModelGen.Generator.Tests.Snapshots;

namespace ModelGen.Export.Tests;

/// <summary>PyTorch twins as a reader sees them.</summary>
public sealed class TwinTests
{
    [Fact]
    public void ResidualNetwork() => Snapshot.Verify(PyTorchBackend.Emit(ResNets.ResNet(20)), "py");
}
