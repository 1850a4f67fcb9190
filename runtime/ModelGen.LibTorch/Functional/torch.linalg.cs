using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Linear algebra on matrices, or on batches of them in the last two dimensions.</summary>
    public static partial class linalg
    {
        /// <summary>Which parts a QR decomposition gives.</summary>
        public enum QRMode
        {
            Reduced = 0,
            Complete = 1,
            R = 2,
        }

        public static Tensor det(Tensor input) => Aten.linalg_det.Call(input);

        public static (Tensor, Tensor) slogdet(Tensor input) => Aten.linalg_slogdet.CallPair(input);

        public static Tensor inv(Tensor input) => Aten.linalg_inv.Call(input);

        public static Tensor cholesky(Tensor input) => Aten.linalg_cholesky.Call(input);

        /// <summary>X of A · X = B; of X · A = B when not <paramref name="left"/>.</summary>
        public static Tensor solve(Tensor A, Tensor B, bool left = true) => Aten.linalg_solve.Call(A, B, left);

        public static (Tensor Q, Tensor R) qr(Tensor input, QRMode mode = QRMode.Reduced) =>
            Aten.linalg_qr.CallPair(input, mode == QRMode.R ? "r" : mode.ToString().ToLowerInvariant());

        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor input, bool fullMatrices = true)
        {
            var (u, s, vh) = Aten.linalg_svd.CallTriple(input, fullMatrices);
            return (u, s!, vh!);
        }

        public static Tensor svdvals(Tensor input) => Aten.linalg_svdvals.Call(input);

        /// <summary>The eigenvalues, rising, and the eigenvectors of a symmetric matrix.</summary>
        /// <param name="UPLO">The triangle that is read: 'L' or 'U'.</param>
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => Aten.linalg_eigh.CallPair(input, UPLO.ToString());

        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => Aten.linalg_eigvalsh.Call(input, UPLO.ToString());

        /// <summary>The norm of a matrix for two dimensions and a named <paramref name="ord"/>: "fro", "nuc".</summary>
        public static Tensor norm(Tensor input, string ord, long[]? dims = null, bool keepdim = false) =>
            Aten.linalg_norm_ord_str.Call(input, ord, dims, keepdim);

        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) =>
            Aten.linalg_norm.Call(input, ord, dims, keepdim);

        public static Tensor norm(Tensor input, int ord, long[]? dims = null, bool keepdim = false) =>
            Aten.linalg_norm.Call(input, (double)ord, dims, keepdim);

        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false) =>
            Aten.linalg_norm.Call(input, Argument.None, dims, keepdim);

        public static Tensor vector_norm(Tensor input, double ord = 2, long[]? dims = null, bool keepdim = false) =>
            Aten.linalg_vector_norm.Call(input, ord, dims, keepdim);

        public static Tensor matrix_norm(Tensor input, string ord = "fro", long[]? dims = null, bool keepdim = false) =>
            Aten.linalg_matrix_norm_str_ord.Call(input, ord, dims ?? [-2, -1], keepdim);

        public static Tensor matrix_norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) =>
            Aten.linalg_matrix_norm.Call(input, ord, dims ?? [-2, -1], keepdim);
    }
}
