namespace ModelGen.Checkpoints.PyTorch;

/// <summary>What a pickle says about a storage, whose bytes stand elsewhere in the file.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">Of its elements; null for a storage of plain bytes.</param>
/// <param name="ElementCount">Of the whole storage, in elements (bytes where there is no type).</param>
/// <param name="ViewOffset">Where the part that is meant begins, in elements: not 0 only in old files.</param>
/// <param name="ViewCount">The elements of that part.</param>
internal sealed record StorageReference(string Key, ElementType? Type, long ElementCount, long ViewOffset, long ViewCount);

/// <summary>A tensor as a pickle describes it. Nothing is checked yet.</summary>
internal sealed record PickledTensor(StorageReference Storage, ElementType Type, long Offset, long[] Shape, long[] Strides);
