using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Inference;

/// <summary>
/// A layer's weight in plain order. It begins as the model's own memory, and becomes memory of the form's when it is changed. While a prepared
/// program holds it packed it need not be here a second time: it is let go, and unpacked when somebody reads it.
/// </summary>
internal sealed class LayerWeight : IDisposable
{
    private readonly Lock gate = new();
    private Tensor? values;
    private bool isOwn;
    private bool isDisposed;
    private (object Holder, Func<Tensor> Unpack)? packed;

    /// <param name="values">A handle to the model's parameter, which passes over.</param>
    /// <param name="isOwn">Whether its memory may be changed.</param>
    public LayerWeight(Tensor values, bool isOwn)
    {
        (this.values, this.isOwn) = (values.DetachFromDisposeScope(), isOwn);
        (Shape, Bytes) = (values.shape, values.numel() * values.element_size());
    }

    public long[] Shape { get; }

    public long Bytes { get; }

    /// <summary>The values as they are, under a handle that is the caller's.</summary>
    public Tensor Read()
    {
        lock (gate)
            return Present().alias();
    }

    /// <summary>Multiplies the values; the factors' shape can be broadcast to theirs.</summary>
    public void Multiply(Tensor factors)
    {
        lock (gate)
        {
            var present = Present();
            if (isOwn && present.dtype == factors.dtype)
                present.mul_(factors);
            else
                Replace(present * factors);
        }
    }

    /// <summary>From here on the values are the form's own: what the model learns does not reach them.</summary>
    public void Part()
    {
        lock (gate)
        {
            if (!isOwn)
                Replace(Present().clone());
        }
    }

    /// <summary>Lets the values go.</summary>
    /// <param name="holder">Who has them packed.</param>
    /// <param name="unpack">Gives the same values anew.</param>
    public void LetGo(object holder, Func<Tensor> unpack)
    {
        lock (gate)
        {
            packed = (holder, unpack);
            values?.Dispose();
            values = null;
        }
    }

    /// <summary>Unpacks the values for the last time if nobody else has them: their holder ceases to be.</summary>
    public void TakeBack(object holder, Func<Tensor> unpack)
    {
        lock (gate)
        {
            if (isDisposed || packed?.Holder != holder)
                return;
            values ??= unpack().DetachFromDisposeScope();
            packed = null;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            values?.Dispose();
        }
    }

    private Tensor Present()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        return values ??= packed!.Value.Unpack().DetachFromDisposeScope();
    }

    private void Replace(Tensor by)
    {
        values!.Dispose();
        (values, isOwn) = (by.DetachFromDisposeScope(), true);
    }
}
