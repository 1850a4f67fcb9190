using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Graph;

/// <summary>One model, elaborated: the unit that passes work on and back ends emit.</summary>
public sealed record ModelGraph
{
    public required string Name { get; init; }

    /// <summary>The spec's path, relative to the project, with forward slashes.</summary>
    public required string File { get; init; }

    /// <summary>Channels, height, width.</summary>
    public required Shape Input { get; init; }

    public required long Classes { get; init; }

    public required Scope Root { get; init; }

    public required Recipe Recipe { get; init; }

    /// <summary>Outputs beside the main one, for training: items with <c>aux:</c>, in order. They stand in the root scope.</summary>
    public EquatableArray<AuxiliaryOutput> Auxiliary { get; init; }

    /// <summary>One or two sentences of the spec's <c>description:</c>, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The spec's <c>reference:</c>, the implementation that this model equals (<c>torchvision.resnet18</c>), or null.</summary>
    public string? Reference { get; init; }

    /// <summary>The spec's <c>dropout:</c> as written; the graph has it placed.</summary>
    public EquatableArray<DropoutEntry> Dropout { get; init; }

    /// <summary>The spec's <c>weights:</c>: where trained ones are published.</summary>
    public EquatableArray<PublishedWeights> Weights { get; init; }

    /// <summary>Ids of warnings that the spec's <c>allow:</c> turns off.</summary>
    public EquatableArray<string> Allow { get; init; }

    /// <summary>SHA-256 over the model's canonical form: equal for specs that differ in comments, order of keys and layout alone.</summary>
    public required string SpecHash { get; init; }
}

/// <summary>An auxiliary head: a node of the root scope that nothing reads, and the weight of its loss.</summary>
public sealed record AuxiliaryOutput(string Node, double Weight);

/// <summary>The <c>training:</c> section, validated: every entry is a property of the runtime's <c>Recipe</c>, named as in YAML.</summary>
public sealed record Recipe(EquatableArray<Argument> Fields, EquatableArray<Augmentation> Augment)
{
    /// <summary>Parameters that are trained differently.</summary>
    public EquatableArray<ParameterGroup> Groups { get; init; }
}

/// <summary>One entry of <c>training: groups:</c>, such as <c>{match: fc, lr_scale: 10}</c>.</summary>
public sealed record ParameterGroup(EquatableArray<Argument> Arguments);

/// <summary>One entry of <c>training: augment:</c>, such as <c>{random_crop: 32, padding: 4}</c>.</summary>
public sealed record Augmentation(string Name, EquatableArray<Argument> Arguments);
