using TorchSharp.Modules;

namespace ModelGen.LibTorch.Tests.Optim;

/// <summary>One optimizer, as Python makes it from `first` and `second` and as C# does.</summary>
public sealed record OptimizerCase(string Python, Func<Parameter[], Parameter[], optim.Optimizer> Make);

/// <summary>Every optimizer with every option.</summary>
public static class OptimizerCases
{
    public static IReadOnlyList<OptimizerCase> All { get; } =
    [
        new("optim.SGD(all, 0.1)", (first, second) => optim.SGD([.. first, .. second], 0.1)),
        new("optim.SGD(all, 0.1, weight_decay=0.01, maximize=True)",
            (first, second) => optim.SGD([.. first, .. second], 0.1, weight_decay: 0.01, maximize: true)),
        new("optim.SGD(all, 0.05, momentum=0.9)", (first, second) => optim.SGD([.. first, .. second], 0.05, momentum: 0.9)),
        new("optim.SGD(all, 0.05, momentum=0.9, weight_decay=0.01, nesterov=True)",
            (first, second) => optim.SGD([.. first, .. second], 0.05, momentum: 0.9, weight_decay: 0.01, nesterov: true)),
        new("optim.SGD(all, 0.05, momentum=0.8, dampening=0.3, weight_decay=0.02, maximize=True)",
            (first, second) => optim.SGD(
                [.. first, .. second], 0.05, momentum: 0.8, dampening: 0.3, weight_decay: 0.02, maximize: true)),
        new("optim.SGD(groups, 0.1, momentum=0.9)",
            (first, second) => optim.SGD(
                [new SGD.ParamGroup { Parameters = first }, new(second, new SGD.Options { LearningRate = 0.01 })], 0.1, momentum: 0.9)),
        new("optim.Adam(all)", (first, second) => optim.Adam([.. first, .. second])),
        new("optim.Adam(all, 0.02, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.05)",
            (first, second) => optim.Adam([.. first, .. second], 0.02, 0.8, 0.95, 1e-3, 0.05)),
        new("optim.Adam(all, 0.02, amsgrad=True)", (first, second) => optim.Adam([.. first, .. second], 0.02, amsgrad: true)),
        new("optim.Adam(all, 0.02, weight_decay=0.05, maximize=True)",
            (first, second) => optim.Adam([.. first, .. second], 0.02, weight_decay: 0.05, maximize: true)),
        new("optim.Adam(groups, 0.1)",
            (first, second) => optim.Adam(
                [new Adam.ParamGroup { Parameters = first }, new(second, new Adam.Options { LearningRate = 0.01 })], 0.1)),
        new("optim.AdamW(all, weight_decay=0)", (first, second) => optim.AdamW([.. first, .. second])),
        new("optim.AdamW(all, 0.02, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.05)",
            (first, second) => optim.AdamW([.. first, .. second], 0.02, 0.8, 0.95, 1e-3, 0.05)),
        new("optim.AdamW(all, 0.02, weight_decay=0.05, amsgrad=True, maximize=True)",
            (first, second) => optim.AdamW([.. first, .. second], 0.02, weight_decay: 0.05, amsgrad: true, maximize: true)),
        new("optim.RMSprop(all)", (first, second) => optim.RMSProp([.. first, .. second])),
        new("optim.RMSprop(all, 0.02, alpha=0.9, eps=1e-3, weight_decay=0.05, maximize=True)",
            (first, second) => optim.RMSProp([.. first, .. second], 0.02, 0.9, 1e-3, 0.05, maximize: true)),
        new("optim.RMSprop(all, 0.02, momentum=0.8, centered=True)",
            (first, second) => optim.RMSProp([.. first, .. second], 0.02, momentum: 0.8, centered: true)),
        new("optim.RMSprop(groups, 0.02, momentum=0.8)",
            (first, second) => optim.RMSProp(
                [new RMSProp.ParamGroup { Parameters = first }, new(second, new RMSProp.Options { LearningRate = 0.01 })], 0.02,
                momentum: 0.8)),
        new("optim.Adagrad(all, 0.1)", (first, second) => optim.Adagrad([.. first, .. second], 0.1)),
        new("optim.Adagrad(all, 0.1, lr_decay=0.05, weight_decay=0.02, initial_accumulator_value=0.3, eps=1e-4)",
            (first, second) => optim.Adagrad([.. first, .. second], 0.1, 0.05, 0.02, 0.3, 1e-4)),
    ];
}
