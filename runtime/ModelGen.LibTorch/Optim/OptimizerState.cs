using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of a parameter.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    /// <summary>Copies another state, and leaves that alone.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    /// <summary>Whether the other state's numbers are the same up to rounding.</summary>
    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    /// <summary>Begins anew.</summary>
    public abstract void Initialize(OptimizerOptions options);

    public virtual void to(Device device)
    {
    }

    /// <summary>Frees the tensors.</summary>
    internal abstract void Free();

    /// <summary>Reads what <see cref="SaveConditionalStateTensor"/> wrote, on the device given.</summary>
    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor? result, Device device)
    {
        bool isThere = reader.ReadBoolean();
        result?.Dispose();
        result = isThere ? Read(reader, device) : null;
    }

    /// <summary>Writes whether a tensor is there, and the tensor.</summary>
    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    /// <summary>Reads a tensor that is always there.</summary>
    private protected static void LoadStateTensor(BinaryReader reader, ref Tensor result, Device device)
    {
        result.Dispose();
        result = Read(reader, device);
    }

    private protected static Tensor Read(BinaryReader reader, Device device)
    {
        using var read = TensorExtensionMethods.Load(reader);
        return read.to(device, copy: true).DetachFromDisposeScope();
    }

    private protected static void Move(ref Tensor? tensor, Device device)
    {
        if (tensor is null)
            return;
        var moved = tensor.to(device, copy: true).DetachFromDisposeScope();
        tensor.Dispose();
        tensor = moved;
    }

    private protected void Copy(ref Tensor? target, Tensor? source)
    {
        target?.Dispose();
        target = source?.to(_parameter.device, copy: true).DetachFromDisposeScope();
    }

    private protected static bool AreClose(Tensor? one, Tensor? other) =>
        one is null || other is null ? one is null && other is null : one.allclose(other);

    private protected Tensor Zeros() => zeros_like(_parameter, requires_grad: false).DetachFromDisposeScope();
}
