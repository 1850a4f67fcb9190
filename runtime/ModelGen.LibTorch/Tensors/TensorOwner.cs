namespace ModelGen.LibTorch;

/// <summary>
/// Frees a native tensor that was forgotten. A tensor that is disposed gives its owner back for the next one: making an object with a finalizer, and
/// suppressing it, takes longer than the call of a small operator, and so tensors themselves have none.
/// </summary>
internal sealed class TensorOwner
{
    private const int MostSpare = 1024;

    [ThreadStatic] private static TensorOwner?[]? spare;
    [ThreadStatic] private static int spareCount;

    private nint handle;

    private TensorOwner(nint handle) => this.handle = handle;

    ~TensorOwner()
    {
        if (handle != 0)
            Native.modelgen_tensor_free(handle);
    }

    /// <summary>An owner of the handle, which nobody else frees.</summary>
    public static TensorOwner Of(nint handle)
    {
        if (spareCount == 0)
            return new TensorOwner(handle);
        ref var place = ref spare![--spareCount];
        var owner = place!;
        // Else it would never be forgotten.
        place = null;
        owner.handle = handle;
        return owner;
    }

    /// <summary>Owns nothing from now on: whoever calls this frees the handle, and calls it once.</summary>
    public void GiveBack()
    {
        handle = 0;
        spare ??= new TensorOwner?[MostSpare];
        if (spareCount < MostSpare)
            spare[spareCount++] = this;
        else
            GC.SuppressFinalize(this);
    }
}
