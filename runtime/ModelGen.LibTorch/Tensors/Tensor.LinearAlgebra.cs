using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    // Products of matrices and vectors.
    public partial class Tensor
    {
        public Tensor mm(Tensor target) => Aten.mm.Call(this, target);
        public Tensor bmm(Tensor batch2) => Aten.bmm.Call(this, batch2);
        public Tensor matmul(Tensor target) => Aten.matmul.Call(this, target);
        public Tensor mv(Tensor target) => Aten.mv.Call(this, target);
        public Tensor dot(Tensor target) => Aten.dot.Call(this, target);
        public Tensor outer(Tensor vec2) => Aten.outer.Call(this, vec2);
        public Tensor inner(Tensor vec2) => Aten.inner.Call(this, vec2);
        public Tensor ger(Tensor vec2) => Aten.ger.Call(this, vec2);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Aten.addmm.Call(this, mat1, mat2, beta, alpha);

        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Aten.addmm_.CallInPlace(this, mat1, mat2, beta, alpha);

        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => Aten.addmv.Call(this, mat, vec, beta, alpha);

        public Tensor addmv_(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) =>
            Aten.addmv_.CallInPlace(this, mat, vec, beta, alpha);

        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Aten.addbmm.Call(this, batch1, batch2, beta, alpha);

        public Tensor addbmm_(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Aten.addbmm_.CallInPlace(this, batch1, batch2, beta, alpha);

        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => Aten.addr.Call(this, vec1, vec2, beta, alpha);

        public Tensor addr_(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) =>
            Aten.addr_.CallInPlace(this, vec1, vec2, beta, alpha);

        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Aten.baddbmm.Call(this, batch1, batch2, beta, alpha);

        public Tensor kron(Tensor other) => Aten.kron.Call(this, other);
        public Tensor trace() => Aten.trace.Call(this);
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => Aten.tensordot.Call(this, b, dims1, dims2);
        public Tensor det() => Aten.det.Call(this);
        public Tensor inverse() => Aten.inverse.Call(this);
        public Tensor matrix_power(int n) => Aten.matrix_power.Call(this, n);
        public Tensor vdot(Tensor target) => Aten.vdot.Call(this, target);

        public Tensor cross(Scalar other, long dim)
        {
            using var right = full([], other, dtype, device);
            return Aten.cross.Call(this, right, dim);
        }

        public Tensor tensordot(Tensor b, (long, long)[] dims) =>
            tensordot(b, Array.ConvertAll(dims, pair => pair.Item1), Array.ConvertAll(dims, pair => pair.Item2));

        /// <summary>Sums over the last <paramref name="dims"/> dimensions of this and the first of <paramref name="b"/>.</summary>
        public Tensor tensordot(Tensor b, long dims = 2)
        {
            long[] last = new long[dims], first = new long[dims];
            for (long k = 0; k < dims; k++)
                (last[k], first[k]) = (Dimensions - dims + k, k);
            return tensordot(b, last, first);
        }

        public Tensor pinverse(double rcond = 1e-15, bool hermitian = false) => Aten.linalg_pinv.Call(this, rcond, hermitian);

        public Tensor cholesky(bool upper = false) => Aten.cholesky.Call(this, upper);
        public Tensor cholesky_inverse(bool upper = false) => Aten.cholesky_inverse.Call(this, upper);
        public Tensor logdet() => Aten.logdet.Call(this);
        public Tensor matrix_exp() => Aten.matrix_exp.Call(this);
    }
}
