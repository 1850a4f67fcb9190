using static TorchSharp.torch;

namespace ModelGen.Providers;

/// <summary>Autocast of this thread's CPU operators to bfloat16, as torch.autocast("cpu", torch.bfloat16) in PyTorch.</summary>
internal sealed class Bfloat16Scope : IDisposable
{
    public Bfloat16Scope() => Shim.modelgen_set_autocast(1, (int)ScalarType.BFloat16);

    public void Dispose() => Shim.modelgen_set_autocast(0, (int)ScalarType.BFloat16);
}
