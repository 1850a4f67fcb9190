using TorchSharp.Modules;

namespace ModelGen.LibTorch.Tests.Modules;

/// <summary>Every module and every overload that makes it, each with a peer in torch.nn.</summary>
public static class ModuleCases
{
    private const string Picture = "torch.randn(2, 4, 8, 9)";
    private const string Sequence = "torch.randn(2, 4, 9)";
    private const string Matrix = "torch.randn(5, 6)";
    private const string Scores = "torch.randn(5, 6)";
    private const string Classes = "torch.tensor([0, 5, 2, 2, 1])";
    private const string Shares = "torch.rand(5, 6)";
    private const string Signs = "torch.randn(5, 6).sign()";

    public static IReadOnlyList<ModuleCase> All { get; } =
        [.. Convolutions(), .. Norms(), .. Activations(), .. Pools(), .. Dropouts(), .. Shapes(), .. Losses(), .. Others()];

    private static IEnumerable<ModuleCase> Convolutions() =>
    [
        new("nn.Conv1d(4, 6, 3, stride=2, padding=1, dilation=2, groups=2)",
            () => nn.Conv1d(4, 6, 3, stride: 2, padding: 1, dilation: 2, groups: 2), Sequence),
        new("nn.Conv1d(4, 6, 4, padding='same', bias=False)", () => nn.Conv1d(4, 6, 4, Padding.Same, bias: false), Sequence),
        new("nn.Conv1d(4, 6, 3, padding=2, padding_mode='circular')",
            () => nn.Conv1d(4, 6, 3, padding: 2, padding_mode: PaddingModes.Circular), Sequence),
        new("nn.Conv2d(4, 6, 3)", () => nn.Conv2d(4, 6, 3), Picture),
        new("nn.Conv2d(4, 6, 3)", () => nn.Conv2d(4, 6, 3), "torch.randn(4, 8, 9)"),
        new("nn.Conv2d(4, 8, 3, stride=2, padding=1, dilation=1, groups=4, bias=False)",
            () => nn.Conv2d(4, 8, 3, stride: 2, padding: 1, dilation: 1, groups: 4, bias: false), Picture),
        new("nn.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2))",
            () => nn.Conv2d(4, 6, (3, 2), stride: (2, 1), padding: (1, 0), dilation: (1, 2)), Picture),
        new("nn.Conv2d(4, 6, 4, padding='same', dilation=2)", () => nn.Conv2d(4, 6, 4, Padding.Same, dilation: 2), Picture),
        new("nn.Conv2d(4, 6, (2, 3), padding='same')", () => nn.Conv2d(4, 6, (2, 3), Padding.Same), Picture),
        new("nn.Conv2d(4, 6, 3, padding='valid')", () => nn.Conv2d(4, 6, 3, Padding.Valid), Picture),
        new("nn.Conv2d(4, 6, 3, padding=(1, 2), padding_mode='reflect')",
            () => nn.Conv2d(4, 6, (3, 3), padding: (1, 2), padding_mode: PaddingModes.Reflect), Picture),
        new("nn.Conv2d(4, 6, (2, 4), padding='same', padding_mode='replicate')",
            () => nn.Conv2d(4, 6, (2, 4), Padding.Same, padding_mode: PaddingModes.Replicate), Picture),
        new("nn.ConvTranspose1d(4, 6, 3, stride=2, padding=1, output_padding=1)",
            () => nn.ConvTranspose1d(4, 6, 3, stride: 2, padding: 1, output_padding: 1), Sequence),
        new("nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2)",
            () => nn.ConvTranspose2d(4, 6, 3, stride: 2, padding: 1, output_padding: 1, groups: 2), Picture),
        new("nn.ConvTranspose2d(4, 6, (3, 2), stride=(2, 3), padding=(1, 0), output_padding=(1, 2), dilation=(1, 2), bias=False)",
            () => nn.ConvTranspose2d(
                4, 6, (3, 2), stride: (2, 3), padding: (1, 0), output_padding: (1, 2), dilation: (1, 2), bias: false), Picture),
        new("nn.Linear(6, 3)", () => nn.Linear(6, 3), Matrix),
        new("nn.Linear(6, 3, bias=False)", () => nn.Linear(6, 3, hasBias: false), "torch.randn(2, 5, 6)"),
        new("nn.Linear(6, 3, dtype=torch.float64)", () => nn.Linear(6, 3, dtype: ScalarType.Float64), "torch.randn(5, 6).double()"),
    ];

    private static IEnumerable<ModuleCase> Norms() =>
    [
        new("nn.BatchNorm1d(6)", () => nn.BatchNorm1d(6), Matrix),
        new("nn.BatchNorm1d(4, eps=1e-3, momentum=0.3)", () => nn.BatchNorm1d(4, eps: 1e-3, momentum: 0.3), Sequence),
        new("nn.BatchNorm2d(4)", () => nn.BatchNorm2d(4), Picture),
        new("nn.BatchNorm2d(4, affine=False)", () => nn.BatchNorm2d(4, affine: false), Picture),
        new("nn.BatchNorm2d(4, track_running_stats=False)", () => nn.BatchNorm2d(4, track_running_stats: false), Picture),
        new("nn.BatchNorm2d(4, momentum=None)", CumulativeNorm, Picture),
        new("nn.InstanceNorm1d(4)", () => nn.InstanceNorm1d(4), Sequence),
        new("nn.InstanceNorm2d(4, affine=True)", () => nn.InstanceNorm2d(4, affine: true), Picture),
        new("nn.InstanceNorm2d(4, track_running_stats=True)", () => nn.InstanceNorm2d(4, track_running_stats: true), Picture),
        new("nn.InstanceNorm2d(4)", () => nn.InstanceNorm2d(4), "torch.randn(4, 8, 9)"),
        new("nn.LayerNorm(9)", () => nn.LayerNorm(9), Picture),
        new("nn.LayerNorm([8, 9], eps=1e-3)", () => nn.LayerNorm([8, 9], eps: 1e-3), Picture),
        new("nn.LayerNorm(9, elementwise_affine=False)", () => nn.LayerNorm(9, elementwise_affine: false), Picture),
        new("nn.GroupNorm(2, 4)", () => nn.GroupNorm(2, 4), Picture),
        new("nn.GroupNorm(2, 4, eps=1e-2, affine=False)", () => nn.GroupNorm(2, 4, eps: 1e-2, affine: false), Sequence),
        new("nn.LocalResponseNorm(3, alpha=0.1, beta=0.5, k=2)", () => nn.LocalResponseNorm(3, alpha: 0.1, beta: 0.5, k: 2), Picture),
    ];

    private static IEnumerable<ModuleCase> Activations() =>
    [
        new("nn.ReLU()", () => nn.ReLU(), Matrix),
        new("nn.ReLU(inplace=True)", () => nn.ReLU(inplace: true), Matrix),
        new("nn.ReLU6()", () => nn.ReLU6(), "torch.randn(5, 6) * 6"),
        new("nn.LeakyReLU(0.2)", () => nn.LeakyReLU(0.2), Matrix),
        new("nn.PReLU(1)", () => nn.PReLU(1), Picture),
        new("nn.PReLU(4, init=0.1)", () => nn.PReLU(4, init: 0.1), Picture),
        new("nn.RReLU(0.1, 0.4)", () => nn.RReLU(0.1, 0.4), Matrix),
        new("nn.RReLU(inplace=True)", () => nn.RReLU(inplace: true), Matrix),
        new("nn.Threshold(0.3, -2)", () => nn.Threshold(0.3, -2), Matrix),
        new("nn.ELU(0.7)", () => nn.ELU(0.7), Matrix),
        new("nn.CELU(0.7)", () => nn.CELU(0.7), Matrix),
        new("nn.SELU()", () => nn.SELU(), Matrix),
        new("nn.Softplus(2, 1)", () => nn.Softplus(2, 1), Matrix),
        new("nn.GELU()", () => nn.GELU(), Matrix),
        new("nn.GELU('tanh')", () => nn.GELU(GELU.Approximate.tanh), Matrix),
        new("nn.SiLU()", () => nn.SiLU(), Matrix),
        new("nn.SiLU(inplace=True)", () => nn.SiLU(inplace: true), Matrix),
        new("nn.Mish()", () => nn.Mish(), Matrix),
        new("nn.GLU()", () => nn.GLU(), Matrix),
        new("nn.Sigmoid()", () => nn.Sigmoid(), Matrix),
        new("nn.LogSigmoid()", () => nn.LogSigmoid(), Matrix),
        new("nn.Tanh()", () => nn.Tanh(), Matrix),
        new("nn.Tanhshrink()", () => nn.Tanhshrink(), Matrix),
        new("nn.Softsign()", () => nn.Softsign(), Matrix),
        new("nn.Hardsigmoid()", () => nn.Hardsigmoid(), "torch.randn(5, 6) * 4"),
        new("nn.Hardswish()", () => nn.Hardswish(), "torch.randn(5, 6) * 4"),
        new("nn.Hardtanh(-0.5, 0.8)", () => nn.Hardtanh(-0.5, 0.8), Matrix),
        new("nn.Hardshrink(0.4)", () => nn.Hardshrink(0.4), Matrix),
        new("nn.Softshrink(0.4)", () => nn.Softshrink(0.4), Matrix),
        new("nn.Softmax(1)", () => nn.Softmax(1), Matrix),
        new("nn.LogSoftmax(0)", () => nn.LogSoftmax(0), Matrix),
        new("nn.Softmin(1)", () => nn.Softmin(1), Matrix),
        new("nn.Softmax2d()", () => nn.Softmax2d(), Picture),
    ];

    private static IEnumerable<ModuleCase> Pools() =>
    [
        new("nn.MaxPool1d(3, 2, padding=1, ceil_mode=True)", () => nn.MaxPool1d(3, 2, padding: 1, ceil_mode: true), Sequence),
        new("nn.MaxPool2d(2)", () => nn.MaxPool2d(2), Picture),
        new("nn.MaxPool2d(3, stride=2, padding=1, dilation=2, ceil_mode=True)",
            () => nn.MaxPool2d(3, stride: 2, padding: 1, dilation: 2, ceil_mode: true), Picture),
        new("nn.MaxPool2d((3, 2), stride=(1, 2))", () => nn.MaxPool2d((3, 2), stride: (1, 2)), Picture),
        new("nn.MaxPool2d([3, 2])", () => nn.MaxPool2d([3, 2]), Picture),
        new("nn.AvgPool1d(3, stride=2, padding=1)", () => nn.AvgPool1d(3, stride: 2, padding: 1), Sequence),
        new("nn.AvgPool2d(2)", () => nn.AvgPool2d(2), Picture),
        new("nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True, count_include_pad=False)",
            () => nn.AvgPool2d(3, stride: 2, padding: 1, ceil_mode: true, count_include_pad: false), Picture),
        new("nn.AvgPool2d((3, 2), stride=(1, 2), divisor_override=5)",
            () => nn.AvgPool2d((3, 2), stride: (1, 2), divisor_override: 5), Picture),
        new("nn.AvgPool2d([3, 2])", () => nn.AvgPool2d([3, 2]), Picture),
        new("nn.AdaptiveAvgPool1d(4)", () => nn.AdaptiveAvgPool1d(4), Sequence),
        new("nn.AdaptiveAvgPool2d(1)", () => nn.AdaptiveAvgPool2d(1), Picture),
        new("nn.AdaptiveAvgPool2d((3, 4))", () => nn.AdaptiveAvgPool2d((3, 4)), Picture),
        new("nn.AdaptiveAvgPool2d((3, 4))", () => nn.AdaptiveAvgPool2d([3, 4]), Picture),
        new("nn.AdaptiveMaxPool1d(4)", () => nn.AdaptiveMaxPool1d(4), Sequence),
        new("nn.AdaptiveMaxPool2d((3, 4))", () => nn.AdaptiveMaxPool2d([3, 4]), Picture),
    ];

    private static IEnumerable<ModuleCase> Dropouts() =>
    [
        new("nn.Dropout()", () => nn.Dropout(), Matrix),
        new("nn.Dropout(0.3, inplace=True)", () => nn.Dropout(0.3, inplace: true), Matrix),
        new("nn.Dropout1d(0.4)", () => nn.Dropout1d(0.4), Sequence),
        new("nn.Dropout2d(0.4)", () => nn.Dropout2d(0.4), Picture),
        new("nn.AlphaDropout(0.4)", () => nn.AlphaDropout(0.4), Matrix),
        new("nn.FeatureAlphaDropout(0.4)", () => nn.FeatureAlphaDropout(0.4), Picture),
    ];

    private static IEnumerable<ModuleCase> Shapes() =>
    [
        new("nn.Identity()", () => nn.Identity(), Matrix),
        new("nn.Flatten()", () => nn.Flatten(), Picture),
        new("nn.Flatten(0, 1)", () => nn.Flatten(0, 1), Picture),
        new("nn.Unflatten(1, (2, 2))", () => nn.Unflatten(1, [2, 2]), Picture),
        new("nn.ChannelShuffle(2)", () => nn.ChannelShuffle(2), Picture),
        new("nn.PixelShuffle(2)", () => nn.PixelShuffle(2), Picture),
        new("nn.PixelUnshuffle(2)", () => nn.PixelUnshuffle(2), "torch.randn(2, 4, 8, 10)"),
        new("nn.Upsample(scale_factor=2)", () => nn.Upsample(scale_factor: [2, 2]), Picture),
        new("nn.Upsample(size=(5, 12), mode='bilinear', align_corners=True)",
            () => nn.Upsample(size: [5, 12], mode: UpsampleMode.Bilinear, align_corners: true), Picture),
        new("nn.ZeroPad2d(2)", () => nn.ZeroPad2d(2), Picture),
        new("nn.ZeroPad2d((1, 2, 0, 3))", () => nn.ZeroPad2d((1, 2, 0, 3)), Picture),
        new("nn.ConstantPad1d((1, 2), 0.5)", () => nn.ConstantPad1d((1, 2), 0.5), Sequence),
        new("nn.ConstantPad2d(1, 0.5)", () => nn.ConstantPad2d(1, 0.5), Picture),
        new("nn.ReflectionPad2d((1, 2, 0, 3))", () => nn.ReflectionPad2d((1, 2, 0, 3)), Picture),
        new("nn.ReplicationPad2d(2)", () => nn.ReplicationPad2d(2), Picture),
    ];

    private static IEnumerable<ModuleCase> Losses() =>
    [
        new("nn.CrossEntropyLoss()", () => nn.CrossEntropyLoss(), Scores, Classes),
        new("nn.CrossEntropyLoss(torch.arange(1., 7), ignore_index=2, reduction='sum', label_smoothing=0.1)",
            () => new CrossEntropyLoss(arange(1f, 7f), ignore_index: 2, nn.Reduction.Sum, label_smoothing: 0.1), Scores, Classes),
        new("nn.CrossEntropyLoss(reduction='none')", () => nn.CrossEntropyLoss(reduction: nn.Reduction.None), Scores, Shares),
        new("nn.NLLLoss(torch.arange(1., 7))", () => nn.NLLLoss(arange(1f, 7f)), Scores, Classes),
        new("nn.BCELoss(reduction='sum')", () => nn.BCELoss(reduction: nn.Reduction.Sum), "torch.rand(5, 6)", Shares),
        new("nn.BCEWithLogitsLoss(pos_weight=torch.arange(1., 7))",
            () => nn.BCEWithLogitsLoss(pos_weights: arange(1f, 7f)), Scores, Shares),
        new("nn.MultiMarginLoss(p=2, margin=0.5)", () => nn.MultiMarginLoss(p: 2, margin: 0.5), Scores, Classes),
        new("nn.SoftMarginLoss()", () => nn.SoftMarginLoss(), Scores, Signs),
        new("nn.KLDivLoss(log_target=True)", () => nn.KLDivLoss(), Scores, Scores),
        new("nn.KLDivLoss(reduction='sum')", () => nn.KLDivLoss(log_target: false, nn.Reduction.Sum), Scores, Shares),
        new("nn.MSELoss()", () => nn.MSELoss(), Scores, Shares),
        new("nn.L1Loss(reduction='none')", () => nn.L1Loss(nn.Reduction.None), Scores, Shares),
        new("nn.SmoothL1Loss(beta=0.5)", () => nn.SmoothL1Loss(beta: 0.5), Scores, Shares),
        new("nn.HuberLoss(delta=0.5)", () => nn.HuberLoss(delta: 0.5), Scores, Shares),
        new("nn.HingeEmbeddingLoss(margin=1.5)", () => nn.HingeEmbeddingLoss(margin: 1.5), Scores, Signs),
        new("nn.MarginRankingLoss(margin=0.3)", () => nn.MarginRankingLoss(margin: 0.3), Scores, Shares, Signs),
        new("nn.CosineEmbeddingLoss(margin=0.1)", () => nn.CosineEmbeddingLoss(margin: 0.1), Scores, Shares, "torch.randn(5).sign()"),
        new("nn.TripletMarginLoss(margin=2, swap=True)",
            () => nn.TripletMarginLoss(margin: 2, swap: true), Scores, Shares, "torch.randn(5, 6)"),
    ];

    private static IEnumerable<ModuleCase> Others() =>
    [
        new("nn.Embedding(7, 3)", () => nn.Embedding(7, 3), "torch.tensor([[0, 6], [2, 2]])"),
        new("nn.Embedding(7, 3, padding_idx=2, max_norm=1.0)",
            () => nn.Embedding(7, 3, padding_idx: 2, max_norm: 1), "torch.tensor([[0, 6], [2, 2]])"),
        new("nn.Sequential(nn.Conv2d(4, 4, 3), nn.BatchNorm2d(4), nn.ReLU(inplace=True), nn.Dropout(0.2), nn.Flatten(), nn.Linear(168, 2))",
            () => nn.Sequential(
                nn.Conv2d(4, 4, 3), nn.BatchNorm2d(4), nn.ReLU(inplace: true), nn.Dropout(0.2), nn.Flatten(), nn.Linear(168, 2)), Picture),
    ];

    private static BatchNorm2d CumulativeNorm()
    {
        var norm = nn.BatchNorm2d(4);
        norm.momentum = null;
        return norm;
    }
}
