using static TorchSharp.torch.nn.functional;

namespace ModelGen.LibTorch.Tests.Results;

public static partial class Cases
{
    private static Case[] Activations =>
    [
        new("F.relu(s)", o => relu(o.S)),
        new("F.relu(s.clone(), inplace=True)", o => relu(o.S.clone(), inplace: true)),
        new("F.relu6(s * 4)", o => relu6(o.S * 4)),
        new("F.leaky_relu(s)", o => leaky_relu(o.S)),
        new("F.leaky_relu(s.clone(), 0.2, inplace=True)", o => leaky_relu(o.S.clone(), 0.2, inplace: true)),
        new("F.prelu(x, gain)", o => prelu(o.X, o["gain"])),
        new("F.elu(s, 0.7)", o => elu(o.S, 0.7)),
        new("F.celu(s, 0.7)", o => celu(o.S, 0.7)),
        new("F.selu(s)", o => selu(o.S)),
        new("F.gelu(s)", o => gelu(o.S)),
        new("F.silu(s)", o => silu(o.S)),
        new("F.silu(s.clone(), inplace=True)", o => silu(o.S.clone(), inplace: true)),
        new("F.mish(s)", o => mish(o.S)),
        new("F.glu(s)", o => glu(o.S)),
        new("F.hardsigmoid(s * 3)", o => hardsigmoid(o.S * 3)),
        new("F.hardswish(s * 3)", o => hardswish(o.S * 3)),
        new("F.hardtanh(s)", o => hardtanh(o.S)),
        new("F.hardtanh(s, -0.3, 0.6)", o => hardtanh(o.S, -0.3, 0.6)),
        new("F.hardshrink(s)", o => hardshrink(o.S)),
        new("F.softshrink(s, 0.3)", o => softshrink(o.S, 0.3)),
        new("F.tanhshrink(s)", o => tanhshrink(o.S)),
        new("F.softplus(s, 2, 1)", o => softplus(o.S, 2, 1)),
        new("F.softsign(s)", o => softsign(o.S)),
        new("F.threshold(s, 0.1, 20)", o => threshold(o.S, 0.1, 20)),
        new("F.logsigmoid(s)", o => logsigmoid(o.S)),
        new("F.softmax(s, 1)", o => softmax(o.S, 1)),
        new("F.softmin(s, 1)", o => softmin(o.S, 1)),
        new("F.log_softmax(s, 1)", o => log_softmax(o.S, 1)),
        new("F.softmax(s, 0, dtype=torch.float64)", o => softmax(o.S, 0, float64)),
        new("F.one_hot(labels)", o => one_hot(o["labels"])),
        new("F.one_hot(labels, 7)", o => one_hot(o["labels"], 7)),
    ];

    private static Case[] Convolutions =>
    [
        new("F.conv2d(x, w)", o => conv2d(o.X, o["w"])),
        new("F.conv2d(x, w, bias, stride=2, padding=1)", o => conv2d(o.X, o["w"], o["bias"], [2], [1])),
        new("F.conv2d(x, w, bias, (2, 1), (1, 0), (1, 2))", o => conv2d(o.X, o["w"], o["bias"], [2, 1], [1, 0], [1, 2])),
        new("F.conv2d(x, g, groups=2)", o => conv2d(o.X, o["g"], groups: 2)),
        new("F.conv2d(x, w, padding='same')", o => conv2d_padding(o.X, o["w"], padding: Padding.Same)),
        new("F.conv1d(seq, w1, bias, 2, 1)", o => conv1d(o["seq"], o["w1"], o["bias"], 2, 1)),
        new("F.conv1d(seq, w1, dilation=2)", o => conv1d(o["seq"], o["w1"], dilation: 2)),
        new("F.conv3d(vol, w3, padding=1)", o => conv3d(o["vol"], o["w3"], padding: [1])),
        new("F.conv_transpose2d(x, wt, bias)", o => conv_transpose2d(o.X, o["wt"], o["bias"])),
        new("F.conv_transpose2d(x, wt, bias, 2, 1, 1)", o => conv_transpose2d(o.X, o["wt"], o["bias"], [2], [1], [1])),
        new("F.conv_transpose1d(seq, w1.transpose(0, 1), stride=2)", o => conv_transpose1d(o["seq"], o["w1"].transpose(0, 1), stride: 2)),
        new("F.linear(s, m, bias)", o => linear(o.S, o.M, o["bias"])),
        new("F.linear(q, m)", o => linear(o.Q, o.M)),
        new("F.unfold(x, 3, padding=1, stride=2)", o => unfold(o.X, 3, padding: 1, stride: 2)),
        new("F.fold(F.unfold(x, 2, stride=2), 8, 2, stride=2)", o => fold(unfold(o.X, 2, stride: 2), 8, 2, stride: 2)),
    ];

    private static Case[] Pooling =>
    [
        new("F.max_pool2d(x, 2)", o => max_pool2d(o.X, 2)),
        new("F.max_pool2d(x, 3, 2, 1)", o => max_pool2d(o.X, 3, 2, 1)),
        new("F.max_pool2d(x, (3, 2), (2, 1), (1, 0), ceil_mode=True)", o => max_pool2d(o.X, (3, 2), (2, 1), (1, 0), ceil_mode: true)),
        new("F.max_pool2d(x, 3, 2, return_indices=True)", o => max_pool2d_with_indices(o.X, [3], [2])),
        new("F.max_pool1d(seq, 3, 2)", o => max_pool1d(o["seq"], 3, 2)),
        new("F.max_pool3d(vol, 2)", o => max_pool3d(o["vol"], [2])),
        new("F.avg_pool2d(x, 2)", o => avg_pool2d(o.X, 2)),
        new("F.avg_pool2d(x, 3, 2, 1, count_include_pad=False)", o => avg_pool2d(o.X, 3, 2, 1, count_include_pad: false)),
        new("F.avg_pool2d(x, 2, divisor_override=3)", o => avg_pool2d(o.X, [2], divisor_override: 3)),
        new("F.avg_pool1d(seq, 3)", o => avg_pool1d(o["seq"], 3)),
        new("F.avg_pool3d(vol, 2)", o => avg_pool3d(o["vol"], [2])),
        new("F.adaptive_avg_pool2d(x, 1)", o => adaptive_avg_pool2d(o.X, 1)),
        new("F.adaptive_avg_pool2d(x, (3, 5))", o => adaptive_avg_pool2d(o.X, (3, 5))),
        new("F.adaptive_avg_pool1d(seq, 4)", o => adaptive_avg_pool1d(o["seq"], 4)),
        new("F.adaptive_max_pool2d(x, (3, 5))", o => adaptive_max_pool2d(o.X, [3, 5])),
        new("F.adaptive_max_pool1d(seq, 4)", o => adaptive_max_pool1d(o["seq"], 4)),
        new("F.adaptive_max_pool3d(vol, (2, 2, 2))", o => adaptive_max_pool3d(o["vol"], [2, 2, 2])),
        new("F.max_pool3d(vol, 2, return_indices=True)", o => max_pool3d_with_indices(o["vol"], [2])),
        new("F.lp_pool2d(x, 2, 3, stride=2)", o => lp_pool2d(o.X, 2, 3, 2)),
    ];

    private static Case[] Norms =>
    [
        new("F.batch_norm(x, mean, var, gain, shift)", o => batch_norm(o.X, o["mean"], o["var"], o["gain"], o["shift"])),
        new("F.batch_norm(x, mean, var, gain, shift, True, 0.3)", o =>
            batch_norm(o.X, o["mean"], o["var"], o["gain"], o["shift"], true, 0.3)),
        new("(F.batch_norm(x, mean, var, None, None, True, 0.3), mean, var)", o =>
            (batch_norm(o.X, o["mean"], o["var"], null, null, true, 0.3), o["mean"], o["var"])),
        new("F.batch_norm(x, None, None, training=True, eps=0.1)", o => batch_norm(o.X, null, null, training: true, eps: 0.1)),
        new("F.layer_norm(s, (4,))", o => layer_norm(o.S, [4])),
        new("F.layer_norm(x, (8, 8), eps=0.1)", o => layer_norm(o.X, [8, 8], eps: 0.1)),
        new("F.group_norm(x, 3, gain, shift)", o => group_norm(o.X, 3, o["gain"], o["shift"])),
        new("F.instance_norm(x)", o => instance_norm(o.X)),
        new("F.instance_norm(x, mean, var, use_input_stats=False)", o => instance_norm(o.X, o["mean"], o["var"], use_input_stats: false)),
        new("F.local_response_norm(x, 3)", o => local_response_norm(o.X, 3)),
        new("F.local_response_norm(x, 4, 0.1, 0.5, 2)", o => local_response_norm(o.X, 4, 0.1, 0.5, 2)),
        new("F.local_response_norm(seq, 5)", o => local_response_norm(o["seq"], 5)),
        new("F.local_response_norm(vol, 2)", o => local_response_norm(o["vol"], 2)),
        new("F.normalize(s)", o => normalize(o.S)),
        new("F.normalize(s, 1, 0)", o => normalize(o.S, 1, 0)),
        new("F.cosine_similarity(s, t)", o => cosine_similarity(o.S, o.T)),
        new("F.pairwise_distance(s, t)", o => pairwise_distance(o.S, o.T)),
    ];

    private static Case[] Losses =>
    [
        new("F.cross_entropy(logits, labels)", o => cross_entropy(o["logits"], o["labels"])),
        new("F.cross_entropy(logits, labels, weights.detach(), label_smoothing=0.1)", o =>
            cross_entropy(o["logits"], o["labels"], o["weights"].detach(), label_smoothing: 0.1)),
        new("F.cross_entropy(logits, labels, ignore_index=2, reduction='sum')", o =>
            cross_entropy(o["logits"], o["labels"], ignore_index: 2, reduction: nn.Reduction.Sum)),
        new("F.cross_entropy(logits, labels, reduction='none')", o =>
            cross_entropy(o["logits"], o["labels"], reduction: nn.Reduction.None)),
        new("F.cross_entropy(logits, F.softmax(logits.detach() * 2, 1))", o =>
            cross_entropy(o["logits"], softmax(o["logits"].detach() * 2, 1))),
        new("F.nll_loss(F.log_softmax(logits, 1), labels)", o => nll_loss(log_softmax(o["logits"], 1), o["labels"])),
        new("F.binary_cross_entropy(torch.sigmoid(s), b.float())", o => binary_cross_entropy(o.S.sigmoid(), o.B.@float())),
        new("F.binary_cross_entropy_with_logits(s, b.float(), pos_weight=torch.tensor([1., 2., 3., 4.]))", o =>
            binary_cross_entropy_with_logits(o.S, o.B.@float(), pos_weights: tensor(new[] { 1f, 2f, 3f, 4f }))),
        new("F.mse_loss(s, t)", o => mse_loss(o.S, o.T)),
        new("F.mse_loss(s, t, reduction='none')", o => mse_loss(o.S, o.T, nn.Reduction.None)),
        new("F.l1_loss(s, t, reduction='sum')", o => l1_loss(o.S, o.T, nn.Reduction.Sum)),
        new("F.smooth_l1_loss(s, t, beta=0.5)", o => smooth_l1_loss(o.S, o.T, beta: 0.5)),
        new("F.huber_loss(s, t, delta=0.5)", o => huber_loss(o.S, o.T, 0.5)),
        new("F.kl_div(F.log_softmax(s, 1), F.softmax(t, 1), reduction='sum')", o =>
            kl_div(log_softmax(o.S, 1), softmax(o.T, 1), log_target: false, nn.Reduction.Sum)),
        new("F.hinge_embedding_loss(s, b.float() * 2 - 1, 0.5)", o => hinge_embedding_loss(o.S, (o.B.@float() * 2) - 1, 0.5)),
        new("F.margin_ranking_loss(s, t, b.float() * 2 - 1, 0.1)", o => margin_ranking_loss(o.S, o.T, (o.B.@float() * 2) - 1, 0.1)),
        new("F.cosine_embedding_loss(s, t, torch.tensor([1., -1., 1.]))", o =>
            cosine_embedding_loss(o.S, o.T, tensor(new[] { 1f, -1f, 1f }))),
        new("F.multi_margin_loss(logits, labels)", o => multi_margin_loss(o["logits"], o["labels"])),
        new("F.soft_margin_loss(s, b.float() * 2 - 1)", o => soft_margin_loss(o.S, (o.B.@float() * 2) - 1)),
        new("F.poisson_nll_loss(s, p.detach())", o => poisson_nll_loss(o.S, o.P.detach())),
        new("F.triplet_margin_loss(s, t, p)", o => triplet_margin_loss(o.S, o.T, o.P)),
    ];

    private static Case[] Pictures =>
    [
        new("F.pad(x, (1, 2))", o => pad(o.X, (1, 2))),
        new("F.pad(x, (1, 0, 2, 1), value=3)", o => pad(o.X, (1, 0, 2, 1), value: 3)),
        new("F.pad(x, (1, 1, 2, 2), 'reflect')", o => pad(o.X, [1, 1, 2, 2], PaddingModes.Reflect)),
        new("F.pad(x, (1, 1, 2, 2), 'replicate')", o => pad(o.X, [1, 1, 2, 2], PaddingModes.Replicate)),
        new("F.pad(x, (1, 1, 2, 2), 'circular')", o => pad(o.X, [1, 1, 2, 2], PaddingModes.Circular)),
        new("F.pad(x, (0, 0, 0, 0, 2, 2))", o => pad(o.X, [0, 0, 0, 0, 2, 2])),
        new("F.pad(s, (1, 1, 1, 1))", o => pad(o.S, 1)),
        new("F.interpolate(x, scale_factor=2)", o => interpolate(o.X, scale_factor: [2, 2])),
        new("F.interpolate(x, size=(5, 11))", o => interpolate(o.X, size: [5, 11])),
        new("F.interpolate(x, size=12, mode='bilinear', align_corners=False)", o =>
            interpolate(o.X, [12, 12], mode: InterpolationMode.Bilinear, align_corners: false)),
        new("F.interpolate(x, scale_factor=1.6, mode='bilinear', align_corners=True)", o =>
            interpolate(o.X, scale_factor: [1.6, 1.6], mode: InterpolationMode.Bilinear, align_corners: true)),
        new("F.interpolate(x, scale_factor=1.6, mode='bicubic', recompute_scale_factor=True)", o =>
            interpolate(o.X, scale_factor: [1.6, 1.6], mode: InterpolationMode.Bicubic, recompute_scale_factor: true)),
        new("F.interpolate(x, size=4, mode='bilinear', antialias=True)", o =>
            interpolate(o.X, [4, 4], mode: InterpolationMode.Bilinear, antialias: true)),
        new("F.interpolate(x, size=3, mode='area')", o => interpolate(o.X, [3, 3], mode: InterpolationMode.Area)),
        new("F.interpolate(x, scale_factor=0.5, mode='area')", o =>
            interpolate(o.X, scale_factor: [0.5, 0.5], mode: InterpolationMode.Area)),
        new("F.interpolate(x, size=13, mode='nearest-exact')", o => interpolate(o.X, [13, 13], mode: InterpolationMode.NearestExact)),
        new("F.interpolate(seq, size=13, mode='linear')", o => interpolate(o["seq"], [13], mode: InterpolationMode.Linear)),
        new("F.interpolate(vol, scale_factor=2, mode='trilinear')", o =>
            interpolate(o["vol"], scale_factor: [2, 2, 2], mode: InterpolationMode.Trilinear)),
        new("F.interpolate(x, scale_factor=2, mode='bilinear', align_corners=False)", o =>
            upsample(o.X, scale_factor: [2, 2], mode: UpsampleMode.Bilinear)),
        new("F.interpolate(x, size=5)", o => upsample_nearest(o.X, [5, 5])),
        new("F.affine_grid(torch.eye(2, 3).repeat(2, 1, 1) * 0.8, (2, 6, 5, 5), align_corners=False)", _ =>
            affine_grid(eye(2, 3).repeat(2, 1, 1) * 0.8, [2, 6, 5, 5])),
        new("F.grid_sample(x, torch.linspace(-1.2, 1.2, 100).view(2, 5, 5, 2), align_corners=False)", o =>
            grid_sample(o.X, linspace(-1.2, 1.2, 100).view(2, 5, 5, 2))),
        new("F.grid_sample(x, torch.linspace(-1.2, 1.2, 100).view(2, 5, 5, 2), 'nearest', 'border', True)", o =>
            grid_sample(o.X, linspace(-1.2, 1.2, 100).view(2, 5, 5, 2), GridSampleMode.Nearest, GridSamplePaddingMode.Border, true)),
        new("F.pixel_shuffle(x[:, :4], 2)", o => pixel_shuffle(o.X[.., ..4], 2)),
        new("F.pixel_unshuffle(x, 2)", o => pixel_unshuffle(o.X, 2)),
        new("torch.channel_shuffle(x.detach(), 3)", o => o.X.detach().channel_shuffle(3)),
        new("F.softmax(q @ q.transpose(1, 2) / 2, -1) @ q", o => scaled_dot_product_attention(o.Q, o.Q, o.Q)),
        new("F.softmax((q @ q.transpose(1, 2) / 2).masked_fill(torch.ones(3, 3).triu(1).bool(), -torch.inf), -1) @ q", o =>
            scaled_dot_product_attention(o.Q, o.Q, o.Q, is_casual: true)),
    ];
}
