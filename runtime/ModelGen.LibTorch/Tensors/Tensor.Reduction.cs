using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    // Reductions.
    public partial class Tensor
    {
        public Tensor mean() => Aten.mean.Call(this);
        public Tensor std(bool unbiased = true) => Aten.std.Call(this, unbiased);
        public Tensor var(bool unbiased = true) => Aten.var.Call(this, unbiased);
        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => Aten.std_mean.CallPair(this, unbiased);
        public (Tensor var, Tensor mean) var_mean(bool unbiased = true) => Aten.var_mean.CallPair(this, unbiased);
        public Tensor all() => Aten.all.Call(this);
        public Tensor all(long dim, bool keepdim = false) => Aten.all_dim.Call(this, dim, keepdim);
        public Tensor any() => Aten.any.Call(this);
        public Tensor any(long dim, bool keepdim = false) => Aten.any_dim.Call(this, dim, keepdim);
        public Tensor amax(params long[] dims) => Aten.amax.Call(this, dims);
        public Tensor amin(params long[] dims) => Aten.amin.Call(this, dims);
        public Tensor max() => Aten.max.Call(this);
        public Tensor max(Tensor other) => Aten.max_other.Call(this, other);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Aten.max_dim.CallPair(this, dim, keepdim);
        public Tensor min() => Aten.min.Call(this);
        public Tensor min(Tensor other) => Aten.min_other.Call(this, other);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Aten.min_dim.CallPair(this, dim, keepdim);
        public Tensor argmax() => Aten.argmax.Call(this);
        public Tensor argmax(long dim, bool keepdim = false) => Aten.argmax.Call(this, dim, keepdim);
        public Tensor argmin() => Aten.argmin.Call(this);
        public Tensor argmin(long dim, bool keepdim = false) => Aten.argmin.Call(this, dim, keepdim);
        public Tensor median() => Aten.median.Call(this);
        public (Tensor values, Tensor indices) mode(long dim = -1, bool keepdim = false) => Aten.mode.CallPair(this, dim, keepdim);
        public Tensor norm(float p = 2) => Aten.norm_Scalar.Call(this, p);
        public Tensor nansum() => Aten.nansum.Call(this);
        public Tensor nanmedian() => Aten.nanmedian.Call(this);
        public (Tensor values, Tensor indexes) cummax(long dim) => Aten.cummax.CallPair(this, dim);
        public (Tensor values, Tensor indexes) cummin(long dim) => Aten.cummin.CallPair(this, dim);
        public Tensor logcumsumexp(long dim) => Aten.logcumsumexp.Call(this, dim);
        public (Tensor min, Tensor max) aminmax(long? dim = null, bool keepdim = false) => Aten.aminmax.CallPair(this, dim, keepdim);
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Aten.quantile.Call(this, q, dim, keepdim);
        public Tensor bincount(Tensor? weights, long minlength = 0) => Aten.bincount.Call(this, weights, minlength);
        public Tensor dist(Tensor other, float p = 2) => Aten.dist.Call(this, other, p);

        public Tensor sum(ScalarType? type = null) => Aten.sum.Call(this, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Aten.sum_dim_IntList.Call(this, dim, keepdim, type);
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => sum(dim.ToArray(), keepdim, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            sum([dim0, dim1, dim2], keepdim, type);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Aten.mean_dim.Call(this, dimensions, keepdim, type);
        public Tensor nanmean(int? dim = null, bool keepdim = false, ScalarType? dtype = null) =>
            Aten.nanmean.Call(this, dim is { } one ? [one] : (long[]?)null, keepdim, dtype);

        public Tensor prod(ScalarType? type = null) => Aten.prod.Call(this, type);
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => Aten.prod_dim_int.Call(this, dim, keepdim, type);

        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std(dimensions.ToArray(), unbiased, keepdim, type);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Converted(Aten.std_dim.Call(this, dimensions, unbiased, keepdim), type);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim], unbiased, keepdim, type);
        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim.Item1, dim.Item2], unbiased, keepdim, type);

        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var(dimensions.ToArray(), unbiased, keepdim, type);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Converted(Aten.var_dim.Call(this, dimensions, unbiased, keepdim), type);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim], unbiased, keepdim, type);
        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim.Item1, dim.Item2], unbiased, keepdim, type);

        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        public (Tensor std, Tensor mean) std_mean(
            ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std_mean(dimensions.ToArray(), unbiased, keepdim, type);

        public (Tensor std, Tensor mean) std_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            var (spread, mean) = Aten.std_mean_dim.CallPair(this, dimensions, unbiased, keepdim);
            return (Converted(spread, type), Converted(mean, type));
        }

        public (Tensor std, Tensor mean) std_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std_mean([dim], unbiased, keepdim, type);

        public (Tensor std, Tensor mean) std_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std_mean([dim.Item1, dim.Item2], unbiased, keepdim, type);

        public (Tensor std, Tensor mean) std_mean(
            (long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std_mean([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        public (Tensor std, Tensor mean) var_mean(
            ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var_mean(dimensions.ToArray(), unbiased, keepdim, type);

        public (Tensor std, Tensor mean) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            var (spread, mean) = Aten.var_mean_dim.CallPair(this, dimensions, unbiased, keepdim);
            return (Converted(spread, type), Converted(mean, type));
        }

        public (Tensor var, Tensor mean) var_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var_mean([dim], unbiased, keepdim, type);

        public (Tensor var, Tensor mean) var_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var_mean([dim.Item1, dim.Item2], unbiased, keepdim, type);

        public (Tensor var, Tensor mean) var_mean(
            (long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var_mean([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? Aten.amax.Call(this, dims, keepdim) : Into(@out, Aten.amax.Call(this, dims, keepdim));

        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amax(dims.ToArray(), keepdim, @out);

        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? Aten.amin.Call(this, dims, keepdim) : Into(@out, Aten.amin.Call(this, dims, keepdim));

        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amin(dims.ToArray(), keepdim, @out);

        public Tensor norm(int dim, bool keepdim = false, float p = 2) =>
            Aten.norm_ScalarOpt_dim.Call(this, p, new long[] { dim }, keepdim);
        public Tensor logsumexp(long dim, bool keepdim = false) => Aten.logsumexp.Call(this, new[] { dim }, keepdim);
        public Tensor count_nonzero(long[]? dims = null) =>
            dims is null ? Aten.count_nonzero.Call(this, Argument.None) : Aten.count_nonzero_dim_IntList.Call(this, dims);

        public Tensor cumsum(long dim, ScalarType? type = null) => Aten.cumsum.Call(this, dim, type);
        public Tensor cumprod(long dim, ScalarType? type = null) => Aten.cumprod.Call(this, dim, type);
        public Tensor histc(long bins = 100, long min = 0, long max = 0) => Aten.histc.Call(this, bins, min, max);
        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) =>
            Aten.kthvalue.CallPair(this, k, dim ?? -1, keepdim);

        private static Tensor Converted(Tensor tensor, ScalarType? type)
        {
            if (type is not { } wanted || tensor.dtype == wanted)
                return tensor;
            using (tensor)
                return tensor.to_type(wanted);
        }

        private static Tensor Into(Tensor target, Tensor result)
        {
            using (result)
            {
                Aten.resize_.Run(target, result.shape);
                return target.copy_(result);
            }
        }

        public Tensor nanquantile(Tensor q, long dim = -1, bool keepdim = false) => Aten.nanquantile.Call(this, q, dim, keepdim);
        public Tensor renorm(float p, long dim, float maxnorm) => Aten.renorm.Call(this, p, dim, maxnorm);

        public Tensor cov(long correction = 1, Tensor? fweights = null, Tensor? aweights = null) =>
            Aten.cov.Call(this, correction, fweights, aweights);

        public Tensor corrcoef() => Aten.corrcoef.Call(this);
        public Tensor trapezoid(double dx = 1, long dim = -1) => Aten.trapezoid_dx.Call(this, dx, dim);
        public Tensor trapezoid(Tensor x, long dim = -1) => Aten.trapezoid_x.Call(this, x, dim);
    }
}
