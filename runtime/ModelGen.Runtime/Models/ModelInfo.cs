using ModelGen.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen;

/// <summary>Everything known about a generated model without building it. The generator emits one for each model.</summary>
public sealed class ModelInfo
{
    private readonly Lazy<IReadOnlyList<LayerInfo>> layers;
    private readonly Lazy<IReadOnlyList<StateInfo>> state;

    /// <param name="layerTable">The model's layers, a line each: see <see cref="LayerInfo.ParseTable"/>.</param>
    /// <param name="stateTable">The model's state dict, a line each: see <see cref="StateInfo.ParseTable"/>.</param>
    public ModelInfo(string layerTable, string stateTable)
    {
        LayerTable = layerTable;
        layers = new(() => LayerInfo.ParseTable(layerTable));
        state = new(() => StateInfo.ParseTable(stateTable));
    }

    /// <summary>The class's name, which is the variant's in YAML.</summary>
    public required string Name { get; init; }

    /// <summary>The spec's path, relative to the project that compiled it, with forward slashes.</summary>
    public required string SpecFile { get; init; }

    /// <summary>SHA-256 of the model's canonical form: changes when the model does, not when its comments move.</summary>
    public required string SpecHash { get; init; }

    public string? Description { get; init; }

    /// <summary>The implementation elsewhere that has the same state dict and the same logits: <c>torchvision.resnet18</c>.</summary>
    public string? Reference { get; init; }

    /// <summary>Channels, height, width of one image.</summary>
    public required IReadOnlyList<long> InputShape { get; init; }

    public required long Classes { get; init; }

    /// <summary>Trainable parameters, in elements.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Multiply-adds of convolutions and linear layers for one image.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>The spec's <c>training:</c> section.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>Trained weights that others publish: the spec's <c>weights:</c> section. Empty if it has none.</summary>
    public IReadOnlyList<PretrainedWeights> Weights { get; init; } = [];

    /// <summary>Makes a new model with fresh weights on the given device (default: CPU).</summary>
    public required Func<Device?, nn.Module<Tensor, Tensor>> Create { get; init; }

    /// <summary>Every leaf layer, in order of execution.</summary>
    public IReadOnlyList<LayerInfo> Layers => layers.Value;

    /// <summary>Every parameter and buffer, in the order of <c>state_dict()</c>.</summary>
    public IReadOnlyList<StateInfo> State => state.Value;

    /// <summary>The layers as the generator wrote them, runs of equal blocks folded.</summary>
    internal string LayerTable { get; }

    public override string ToString() => Name;
}
