using System.Runtime.InteropServices;

namespace ModelGen.LibTorch.Tests.Binding;

/// <summary>
/// Calls that record nothing go past the kernels for autograd. What those keep track of besides, views and changes in place, must stay known.
/// </summary>
public class UnrecordedCallTests
{
    [Fact]
    public void AViewFollowsWhatIsLaterRecordedOfIt()
    {
        using Tensor x = zeros(2, 2), weight = ones(4, requires_grad: true);
        using var view = x.view(4);

        view.add_(weight);

        Assert.True(x.requires_grad);
        using var sum = x.sum();
        sum.backward();
        using var gradient = weight.grad!;
        Assert.Equal([1f, 1, 1, 1], gradient.data<float>().ToArray());
    }

    [Theory]
    [InlineData("add_")]
    [InlineData("relu_")]
    [InlineData("a view's add_")]
    [InlineData("copy_")]
    public void AChangeOfWhatAGraphNeedsIsNoticed(string change)
    {
        using Tensor weight = ones(4, requires_grad: true), factor = ones(4), one = ones(4);
        using var product = weight * factor;
        using var sum = product.sum();
        using var view = factor.view(2, 2);
        _ = change switch
        {
            "add_" => factor.add_(one),
            "relu_" => factor.relu_(),
            "copy_" => factor.copy_(one),
            _ => view.add_(1),
        };

        var error = Assert.Throws<ExternalException>(() => sum.backward());

        Assert.Contains("modified by an inplace operation", error.Message);
    }

    [Fact]
    public void WhatDependsOnOneRecordedTensorIsRecorded()
    {
        using Tensor plain = ones(2, 2), weight = ones(2, 2, requires_grad: true), bias = ones(2, requires_grad: true);
        using Tensor joined = cat([plain, weight], 0), layer = nn.functional.linear(plain, plain, bias), chosen = weight.select(0, 1);
        Assert.All([joined, layer, chosen], result => Assert.True(result.requires_grad));

        using (no_grad())
        {
            using Tensor unrecorded = cat([plain, weight], 0), twice = weight * 2;
            Assert.All([unrecorded, twice], result => Assert.False(result.requires_grad));
        }

        using var changed = plain.clone();
        changed.add_(weight);
        Assert.True(changed.requires_grad);
        Assert.Contains("a leaf Variable that requires grad", Assert.Throws<ExternalException>(() => weight.add_(plain)).Message);
    }

    [Fact]
    public void ResultsOfUnrecordedCallsCanBeRecordedLater()
    {
        using Tensor x = ones(3, 4), total = x.sum(), halved = x * 0.5;
        foreach (var leaf in new[] { total, halved })
        {
            leaf.requires_grad_();
            using var square = leaf * leaf;
            using var sum = square.sum();
            sum.backward();
            using var gradient = leaf.grad!;
            using var expected = leaf.detach() * 2;
            Assert.True(gradient.allclose(expected));
        }
    }

    [Fact]
    public void DetachingInPlaceEndsARecord()
    {
        using var weight = ones(4, requires_grad: true);
        using var product = weight * 2;
        var detach = new Operator("detach_");

        detach.CallInPlace(product);

        Assert.False(product.requires_grad);
        using var plain = ones(4);
        detach.CallInPlace(plain);
        using var view = plain.view(2, 2);
        Assert.Contains("Can't detach views in-place", Assert.Throws<ExternalException>(() => detach.CallInPlace(view)).Message);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(-7)]
    [InlineData(1e-60)]
    [InlineData(1e300)]
    [InlineData(double.NaN)]
    public void ANumberActsAsAFullTensorOfIt(double number)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            using Tensor x = linspace(-2, 2, 9, type), wide = full([9], number, ScalarType.Float64), same = wide.to(type);
            using Tensor product = x * number, sum = x + number, difference = x - number, quotient = x / number;
            using Tensor products = x * same, sums = x + same, differences = x - same, quotients = x / same;
            foreach (var (found, expected) in new[] { (product, products), (sum, sums), (difference, differences), (quotient, quotients) })
            {
                Assert.Equal(type, found.dtype);
                Assert.True(found.allclose(expected, rtol: 0, atol: 0, equal_nan: true));
            }

            using var changed = x.clone();
            changed.mul_(number).add_(number).sub_(2 * number).div_(3);
            using Tensor scaled = x * number, moved = scaled + number, back = moved - (2 * number), third = back / 3;
            Assert.True(changed.allclose(third, rtol: 0, atol: 0, equal_nan: true));
        }
    }

    [Fact]
    public void ANumberKeepsTheTypesOfLibtorch()
    {
        using Tensor whole = ones(3, ScalarType.Int64), half = ones(3, ScalarType.BFloat16), single = ones(3);
        using Tensor scaled = whole * 0.5, twice = whole * 2, halved = half * 0.5, shifted = single + 2, turned = single * new System.Numerics.Complex(0, 1);
        ScalarType[] expected = [ScalarType.Float32, ScalarType.Int64, ScalarType.BFloat16, ScalarType.Float32, ScalarType.ComplexFloat32];
        Assert.Equal(expected, new[] { scaled, twice, halved, shifted, turned }.Select(tensor => tensor.dtype));
    }
}
