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

    private readonly List<(LayerWeight Weight, int Place)> weights = [];

    /// <summary>Notes that the newest step packed a weight.</summary>
    public void Add(LayerWeight weight)
    {
        if (weight.Bytes < Large || native.NewestPacked() is not { } place)
            return;
        weights.Add((weight, place));
        weight.LetGo(this, () => Unpack(weight, place, isLast: false));
    }

    /// <summary>Unpacks those that nobody else has, one by one, and frees the packed ones. The native program can only be freed afterwards.</summary>
    public void GiveBack()
    {
        using var guard = no_grad();
        foreach (var (weight, place) in weights)
            weight.TakeBack(this, () => Unpack(weight, place, isLast: true));
    }

    private Tensor Unpack(LayerWeight weight, int place, bool isLast)
    {
        using var flat = native.Unpack(place, isLast);
        return flat.view(weight.Shape);
    }
}
