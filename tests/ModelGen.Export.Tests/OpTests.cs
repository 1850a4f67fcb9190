using System.Globalization;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Generator.Tests.Emission;
using ModelGen.Generator.Tests.Graphs;

namespace ModelGen.Export.Tests;

/// <summary>
/// Every op of the language, alone: its ONNX form in ONNX Runtime equals its PyTorch form in PyTorch, and the state dict is the planned
/// one.
/// </summary>
public sealed class OpTests : IClassFixture<OpTests.Runs>
{
    private readonly Runs runs;

    public OpTests(Runs runs) => this.runs = runs;

    /// <summary>Beside the shared cases, those in which a form of ours takes another way.</summary>
    private static IReadOnlyList<OpCase> Calls { get; } =
    [
        .. OpCases.All,
        new("avg_pool", new Shape(4, 9, 7), ("kernel_size", 3), ("stride", 2), ("padding", 1), ("ceil_mode", true)),
        new("avg_pool", new Shape(4, 8, 6), ("kernel_size", 3), ("stride", 2), ("padding", 1), ("ceil_mode", true)),
        new("avg_pool", new Shape(4, 8, 6), ("kernel_size", 3), ("stride", 2), ("ceil_mode", true)),
        new("avg_pool", new Shape(4, 8, 6), ("kernel_size", 2), ("padding", 1), ("count_include_pad", true)),
        new("max_pool", new Shape(4, 8, 6), ("kernel_size", 3), ("stride", 2), ("ceil_mode", true)),
        new("adaptive_avg_pool", new Shape(4, 2, 2), ("output_size", 7)),
        new("adaptive_avg_pool", new Shape(4, 7, 5), ("output_size", new[] { 7, 2 })),
        new("softplus", new Shape(4, 8, 8), ("beta", 3), ("threshold", 1)),
        new("linear", new Shape(8, 8, 4) { IsChannelsLast = true }, ("out_features", 3), ("bias", false)),
    ];

    public static TheoryData<int, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (int i = 0; i < Calls.Count; i++)
                data.Add(i, Calls[i].ToString());
            return data;
        }
    }

    [Fact]
    public void EveryOpHasACase() =>
        Assert.Equal(OpRegistry.All.Select(o => o.Name), Calls.Select(c => c.Op).Distinct().Order(StringComparer.Ordinal));

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void OnnxEqualsPyTorch(int index, string name)
    {
        var twin = runs.Twins[index];
        string path = runs.Folder[string.Create(CultureInfo.InvariantCulture, $"{index}.onnx")];
        OnnxRun.Write(runs.Graphs[index], twin, path, fold: false);
        OnnxRun.AssertEqual(twin, path, 1e-5);
        Assert.NotEmpty(name);
    }

    [SkippableFact]
    public void StateDictsAreThePlannedOnes()
    {
        for (int i = 0; i < Calls.Count; i++)
        {
            var node = (OpNode)runs.Graphs[i].Root.Nodes[0];
            var planned = OpRegistry.Find(node.Op)!.State(new OpCall(node.InputShapes, node.Arguments))
                .Select(s => s.Below(node.Key!) + " " + string.Join("×", s.Shape.Dimensions));
            var twin = runs.Twins[i];
            var found = twin.Names.Where(n => n.StartsWith("state/", StringComparison.Ordinal))
                .Select(n => n["state/".Length..] + " " + string.Join("×", twin.Shape(n)));
            Assert.Equal(planned, found);
        }
    }

    [SkippableFact]
    public void TheCheckerFindsNothing()
    {
        Python.SkipWithout("onnx");
        var paths = Enumerable.Range(0, Calls.Count)
            .Select(i => runs.Folder[string.Create(CultureInfo.InvariantCulture, $"checked{i}.onnx")]).ToArray();
        for (int i = 0; i < paths.Length; i++)
            OnnxRun.Write(runs.Graphs[i], runs.Twins[i], paths[i], fold: false);
        Python.Run("check_onnx.py", paths);
    }

    /// <summary>All the twins, run once.</summary>
    public sealed class Runs : IDisposable
    {
        private readonly Lazy<IReadOnlyList<TensorFile>> twins;

        public Runs() => twins = new(() => TwinRun.Run(Graphs, Folder));

        internal TemporaryFolder Folder { get; } = new();

        internal IReadOnlyList<ModelGraph> Graphs { get; } = [.. Calls.Select(Graph)];

        internal IReadOnlyList<TensorFile> Twins => twins.Value;

        public void Dispose() => Folder.Dispose();

        private static ModelGraph Graph(OpCase call)
        {
            bool isChild = OpRegistry.Find(call.Op)!.IsModule;
            return ResNets.Model("M", new ScopeBuilder(call.Input).Op("op", call.Op, isChild ? "op" : null, arguments: call.Arguments));
        }
    }
}
