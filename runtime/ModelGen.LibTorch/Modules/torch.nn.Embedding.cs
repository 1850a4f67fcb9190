using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A table of vectors drawn from the normal distribution.</summary>
        /// <param name="num_embeddings">The entries.</param>
        /// <param name="embedding_dims">The features of each.</param>
        /// <param name="padding_idx">An entry that starts at zero and learns nothing.</param>
        /// <param name="max_norm">The largest norm; longer vectors that are looked up are shortened in the table.</param>
        /// <param name="norm_type">Which norm.</param>
        /// <param name="scale_grad_by_freq">Whether gradients are divided by how often an entry is looked up.</param>
        /// <param name="sparse">Whether the gradient is sparse.</param>
        /// <param name="device">Where the table lives.</param>
        /// <param name="dtype">The table's type of element.</param>
        public static Embedding Embedding(
            long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2,
            bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
        {
            var weight = Parameter(empty([num_embeddings, embedding_dims], dtype, device));
            var table = new Embedding(weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            table.Draw();
            return table;
        }

        /// <summary>A table that is given.</summary>
        /// <param name="embeddings">[entries, features].</param>
        /// <param name="freeze">Whether it learns nothing.</param>
        /// <inheritdoc cref="Embedding"/>
        public static Embedding Embedding_from_pretrained(
            Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2,
            bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
        {
            using var source = embeddings.to(dtype ?? embeddings.dtype, device ?? embeddings.device);
            var weight = Parameter(source.detach().alias(), !freeze);
            return new Embedding(weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
        }
    }
}
