using TorchSharp.Modules;
using static TorchSharp.torch.optim;

namespace ModelGen.LibTorch.Tests.Optim;

/// <summary>One schedule, as Python makes it of `opt` and as C# does.</summary>
public sealed record ScheduleCase(string Python, Func<Optimizer, lr_scheduler.LRScheduler> Make, bool UsesAdam = false)
{
    public const string Sgd = "optim.SGD(groups, 0.1, momentum=0.9)";
    public const string Adam = "optim.Adam(groups, 0.1)";

    public Optimizer Optimizer(Parameter[] first, Parameter[] second) => UsesAdam
        ? torch.optim.Adam([new Adam.ParamGroup { Parameters = first }, new(second, new Adam.Options { LearningRate = 0.01 })], 0.1)
        : SGD([new SGD.ParamGroup { Parameters = first }, new(second, new SGD.Options { LearningRate = 0.01 })], 0.1, momentum: 0.9);
}

/// <summary>Every schedule.</summary>
public static class ScheduleCases
{
    public static IReadOnlyList<ScheduleCase> All { get; } =
    [
        new("StepLR(opt, 7, 0.5)", opt => lr_scheduler.StepLR(opt, 7, 0.5)),
        new("MultiStepLR(opt, [5, 5, 12, 30], 0.3)", opt => lr_scheduler.MultiStepLR(opt, [5, 5, 12, 30], 0.3)),
        new("ExponentialLR(opt, 0.9)", opt => lr_scheduler.ExponentialLR(opt, 0.9)),
        new("PolynomialLR(opt, 20, 2.0)", opt => lr_scheduler.PolynomialLR(opt, 20, 2)),
        new("CosineAnnealingLR(opt, 10, 0.001)", opt => lr_scheduler.CosineAnnealingLR(opt, 10, 0.001)),
        new("CosineAnnealingLR(opt, 40)", opt => lr_scheduler.CosineAnnealingLR(opt, 40)),
        new("ConstantLR(opt, 0.4, 6)", opt => lr_scheduler.ConstantLR(opt, 0.4, 6)),
        new("LinearLR(opt, 0.1, 0.8, 9)", opt => lr_scheduler.LinearLR(opt, 0.1, 0.8, 9)),
        new("LambdaLR(opt, lambda epoch: 1 / (1 + epoch))", opt => lr_scheduler.LambdaLR(opt, epoch => 1.0 / (1 + epoch))),
        new("LambdaLR(opt, [lambda epoch: 0.9 ** epoch, lambda epoch: epoch])",
            opt => new lr_scheduler.impl.LambdaLR(opt, new Func<int, double>[] { epoch => Math.Pow(0.9, epoch), epoch => epoch })),
        new("MultiplicativeLR(opt, lambda epoch: 0.95)", opt => lr_scheduler.MultiplicativeLR(opt, _ => 0.95)),
        new("SequentialLR(opt, [LinearLR(opt, 0.1, 1.0, 5), CosineAnnealingLR(opt, 30)], [5])",
            opt => lr_scheduler.SequentialLR(
                opt, [lr_scheduler.LinearLR(opt, 0.1, 1, 5), lr_scheduler.CosineAnnealingLR(opt, 30)], [5])),
        new("SequentialLR(opt, [ConstantLR(opt, 0.5, 3), ExponentialLR(opt, 0.9), StepLR(opt, 4)], [4, 15])",
            opt => lr_scheduler.SequentialLR(
                opt, [lr_scheduler.ConstantLR(opt, 0.5, 3), lr_scheduler.ExponentialLR(opt, 0.9), lr_scheduler.StepLR(opt, 4)], [4, 15])),
        new("ChainedScheduler([ConstantLR(opt, 0.1, 2), ExponentialLR(opt, 0.9)])",
            opt => lr_scheduler.ChainedLR([lr_scheduler.ConstantLR(opt, 0.1, 2), lr_scheduler.ExponentialLR(opt, 0.9)])),
        new("ReduceLROnPlateau(opt, patience=1, factor=0.3)", opt => lr_scheduler.ReduceLROnPlateau(opt, patience: 1, factor: 0.3)),
        new("ReduceLROnPlateau(opt, 'max', 0.5, 2, 0.05, 'abs', 3, [0.005, 0.002])",
            opt => lr_scheduler.ReduceLROnPlateau(opt, "max", 0.5, 2, 0.05, "abs", 3, [0.005, 0.002])),
        new("ReduceLROnPlateau(opt, 'min', 0.5, 0, 0.01, 'abs', 0, 0.004)",
            opt => lr_scheduler.ReduceLROnPlateau(opt, "min", 0.5, 0, 0.01, "abs", 0, [0.004])),
        new("OneCycleLR(opt, 0.5, total_steps=41)", opt => lr_scheduler.OneCycleLR(opt, 0.5, total_steps: 41)),
        new("OneCycleLR(opt, [0.5, 0.2], epochs=6, steps_per_epoch=7, pct_start=0.4, anneal_strategy='linear', base_momentum=0.7, "
            + "max_momentum=0.9, div_factor=10., final_div_factor=100., three_phase=True)",
            opt => lr_scheduler.OneCycleLR(
                opt, [0.5, 0.2], epochs: 6, steps_per_epoch: 7, pct_start: 0.4,
                anneal_strategy: lr_scheduler.impl.OneCycleLR.AnnealStrategy.Linear, base_momentum: [0.7, 0.7], max_momentum: [0.9, 0.9],
                div_factor: 10, final_div_factor: 100, three_phase: true)),
        new("OneCycleLR(opt, 0.5, total_steps=40, cycle_momentum=False)",
            opt => lr_scheduler.OneCycleLR(opt, 0.5, total_steps: 40, cycle_momentum: false)),
        new("OneCycleLR(opt, 0.5, total_steps=50)", opt => lr_scheduler.OneCycleLR(opt, 0.5, total_steps: 50), UsesAdam: true),
        new("CyclicLR(opt, 0.01, 0.2, 8)", opt => lr_scheduler.CyclicLR(opt, 0.01, 0.2, 8)),
        new("CyclicLR(opt, [0.01, 0.02], [0.2, 0.3], 4, 6, 'triangular2', base_momentum=0.7, max_momentum=0.95)",
            opt => lr_scheduler.CyclicLR(
                opt, [0.01, 0.02], [0.2, 0.3], 4, 6, lr_scheduler.impl.CyclicLR.Mode.Triangular2, base_momentum: [0.7, 0.7],
                max_momentum: [0.95, 0.95])),
        new("CyclicLR(opt, 0.01, 0.2, 8, mode='exp_range', gamma=0.97, cycle_momentum=False)",
            opt => lr_scheduler.CyclicLR(
                opt, 0.01, 0.2, 8, mode: lr_scheduler.impl.CyclicLR.Mode.ExpRange, gamma: 0.97, cycle_momentum: false)),
        new("CyclicLR(opt, 0.01, 0.2, 8, scale_fn=lambda step: 1 / (1 + step), scale_mode='iterations')",
            opt => lr_scheduler.CyclicLR(
                opt, 0.01, 0.2, 8, scale_fn: step => 1 / (1 + step), scale_mode: lr_scheduler.impl.CyclicLR.ScaleMode.Iterations)),
    ];
}
