using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor of libtorch's. It is freed by Dispose, by the dispose scope it was made in, or at last by the finalizer; the garbage
    /// collector knows nothing of the memory below it, so leave that to the last.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private readonly TensorOwner owner;
        private nint handle;

        /// <summary>Takes over a handle that the shim gave.</summary>
        internal Tensor(nint handle, bool register = true)
        {
            this.handle = handle;
            owner = TensorOwner.Of(handle);
            if (register)
                OwningDisposeScope = DisposeScopeManager.ThreadSingleton.Register(this);
        }

        /// <summary>Tensors given to managed code and not yet freed.</summary>
        public static long TotalCount => Native.modelgen_tensor_live();

        /// <summary>The largest that <see cref="TotalCount"/> was.</summary>
        public static long PeakCount => Native.modelgen_tensor_most();

        /// <summary>The native tensor.</summary>
        /// <exception cref="InvalidOperationException">The tensor is disposed.</exception>
        public IntPtr Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        /// <summary>Whether the tensor is disposed.</summary>
        public bool IsInvalid => handle == 0;

        /// <summary>A name for people who debug.</summary>
        public string? name { get; set; }

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>Wraps a native tensor that the caller owns.</summary>
        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        public void Dispose()
        {
            Dispose(true);
        }

        protected virtual void Dispose(bool disposing)
        {
            nint owned = Interlocked.Exchange(ref handle, 0);
            if (owned == 0)
                return;
            if (disposing)
            {
                DisposeScopeManager.ThreadSingleton.CountDisposal(this);
                OwningDisposeScope?.MarkAsDisposed(this);
            }
            owner.GiveBack();
            Native.modelgen_tensor_free(owned);
        }

        /// <summary>Gives the native tensor away: the caller owes its release.</summary>
        /// <exception cref="InvalidOperationException">The tensor is disposed.</exception>
        public IntPtr DecoupleFromNativeHandle()
        {
            nint given = Handle;
            owner.GiveBack();
            handle = 0;
            return given;
        }

        /// <summary>Saves the tensor from its dispose scope: it belongs to the scope outside that one then, or to nobody.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Saves the tensor from every dispose scope.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        [Obsolete("The method name misspells 'Detach.' Use 'DetachFromDisposeScope' instead.", false)]
        public Tensor DetatchFromDisposeScope() => DetachFromDisposeScope();

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        /// <summary>Gives the tensor to <paramref name="other"/>, or to nobody when that is null.</summary>
        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is null)
                other?.Attach(this);
            else
                OwningDisposeScope.MoveToOther(other, this);
            return this;
        }

        /// <summary>Whether both have one shape and equal elements.</summary>
        public bool Equals(Tensor target) => target is not null && Aten.equal.CallBool(this, target);

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public override int GetHashCode() => base.GetHashCode();
    }
}
