using ModelGen.Inference;
using ModelGen.LibTorch;
using static TorchSharp.torch;

namespace ModelGen.Providers;

/// <summary>
/// The weights that a native program holds packed. Large ones are not kept in plain order beside it, where the packed ones can be brought back into it:
/// all but those for Winograd's method, which are sums of what they are made of.
/// </summary>
internal sealed class PackedWeights(NativeProgram native)
{
    /// <summary>Smaller ones would not go back to the kernel: onednn.cpp, <c>allocate</c>.</summary>
    private const long Large = 256 << 10;

    private readonly List<LayerWeight> weights = [];

    /// <summary>Notes that the newest step packed a weight.</summary>
    public void Add(LayerWeight weight)
    {
        if (weight.Bytes < Large || native.NewestPacked() is not { } place)
            return;
        weights.Add(weight);
        long[] shape = weight.Shape;
        weight.LetGo(this, () =>
        {
            using var flat = native.Unpack(place);
            return flat.view(shape);
        });
    }

    /// <summary>Unpacks those that nobody else has, before the native program is freed.</summary>
    public void GiveBack()
    {
        using var guard = no_grad();
        foreach (var weight in weights)
            weight.TakeBack(this);
    }
}
