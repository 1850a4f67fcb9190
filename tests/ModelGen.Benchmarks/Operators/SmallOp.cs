using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Operators;

/// <summary>A call on small tensors, whose time is that of getting to the kernel and back.</summary>
/// <param name="Name">Of the operator.</param>
/// <param name="Run">The call, its result disposed.</param>
/// <param name="Python">The same in Python, with <see cref="Operands"/> by their names in lower case.</param>
internal sealed record SmallOp(string Name, Action Run, string Python)
{
    public static IReadOnlyList<SmallOp> All(Operands o) =>
    [
        new("add", () => (o.X + o.Y).Dispose(), "x + y"),
        new("add_", () => o.X.add_(o.Zero), "x.add_(zero)"),
        new("mul by a number", () => (o.X * 0.5).Dispose(), "x * 0.5"),
        new("relu", () => o.X.relu().Dispose(), "x.relu()"),
        new("relu_", () => o.Positive.relu_(), "positive.relu_()"),
        new("view", () => o.X.view(64).Dispose(), "x.view(64)"),
        new("transpose", () => o.X.transpose(0, 1).Dispose(), "x.transpose(0, 1)"),
        new("select", () => o.X[3].Dispose(), "x[3]"),
        new("narrow", () => o.X.narrow(0, 2, 4).Dispose(), "x.narrow(0, 2, 4)"),
        new("sum", () => o.X.sum().Dispose(), "x.sum()"),
        new("item", () => o.One.item<float>(), "one.item()"),
        new("matmul", () => o.X.matmul(o.Y).Dispose(), "x.matmul(y)"),
        new("cat", () => cat([o.X, o.Y], 0).Dispose(), "torch.cat([x, y], 0)"),
        new("zeros", () => zeros(8, 8).Dispose(), "torch.zeros(8, 8)"),
        new("linear", () => nn.functional.linear(o.X, o.Y, o.Row).Dispose(), "F.linear(x, y, row)"),
        new("conv2d", () => nn.functional.conv2d(o.Image, o.Kernel, padding: [1, 1]).Dispose(), "F.conv2d(image, kernel, padding=1)"),
        new("add, recorded", () => (o.X + o.Weight).Dispose(), "x + weight"),
    ];
}

/// <summary>The small tensors of the calls; tests/peers/small_ops.py has the same.</summary>
internal sealed class Operands : IDisposable
{
    public Tensor X { get; } = randn(8, 8);

    public Tensor Y { get; } = randn(8, 8);

    public Tensor Zero { get; } = zeros(8, 8);

    public Tensor Positive { get; } = ones(8, 8);

    public Tensor One { get; } = ones(1);

    public Tensor Row { get; } = randn(8);

    public Tensor Weight { get; } = randn(8, 8).requires_grad_();

    public Tensor Image { get; } = randn(1, 4, 8, 8);

    public Tensor Kernel { get; } = randn(4, 4, 3, 3);

    public void Dispose()
    {
        foreach (var tensor in new[] { X, Y, Zero, Positive, One, Row, Weight, Image, Kernel })
            tensor.Dispose();
    }
}
