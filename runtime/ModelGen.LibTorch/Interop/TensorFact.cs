namespace ModelGen.LibTorch;

/// <summary>Facts about a tensor that are one bit each; native/tensor.cpp holds the same list.</summary>
internal enum TensorFact
{
    Contiguous = 0,
    Leaf = 1,
    Sparse = 2,
    Conjugate = 3,
    Negative = 4,
    Named = 5,
    ChannelsLast = 6,
    Inference = 7,
}
