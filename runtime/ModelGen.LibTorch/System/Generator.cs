using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers: the same seed gives the same numbers, and the same as PyTorch's.</summary>
    public class Generator : IDisposable
    {
        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            Native.Check(Native.modelgen_generator_new(seed, (int)this.device.type, this.device.index, out nint handle));
            Handle = handle;
        }

        // Private: a seed that is a literal must not be taken for a handle by those who see internals.
        private Generator(nint handle)
        {
            Handle = handle;
            device = CPU;
        }

        ~Generator() => Dispose(false);

        /// <summary>The generator that is used where none is given.</summary>
        public static Generator Default => new(Native.modelgen_generator_default());

        public IntPtr Handle { get; private set; }

        public Device device { get; private set; }

        /// <summary>The whole state, as bytes.</summary>
        public Tensor get_state()
        {
            Native.Check(Native.modelgen_generator_state(Handle, out nint state));
            GC.KeepAlive(this);
            return new Tensor(state);
        }

        public void set_state(Tensor value)
        {
            Native.Check(Native.modelgen_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(this);
            GC.KeepAlive(value);
        }

        public Generator manual_seed(long seed)
        {
            Native.modelgen_generator_set_seed(Handle, (ulong)seed);
            GC.KeepAlive(this);
            return this;
        }

        /// <summary>Seeds the generator from the clock, and gives that seed.</summary>
        public long seed()
        {
            long seed = DateTime.UtcNow.Ticks;
            manual_seed(seed);
            return seed;
        }

        /// <summary>The seed that was set last.</summary>
        public long initial_seed()
        {
            long seed = (long)Native.modelgen_generator_seed(Handle);
            GC.KeepAlive(this);
            return seed;
        }

        public void Dispose()
        {
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            nint owned = Handle;
            Handle = 0;
            if (owned != 0)
                Native.modelgen_generator_free(owned);
        }
    }
}
