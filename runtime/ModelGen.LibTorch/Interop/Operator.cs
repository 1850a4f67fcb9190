using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace ModelGen.LibTorch;

/// <summary>
/// One of libtorch's operators, found by its schema's name at the first call and kept. Arguments stand in the schema's order; those left
/// out at the end take the schema's defaults.
/// </summary>
/// <remarks>A call allocates nothing but the result's wrapper: arguments and lists cross the border on the stack.</remarks>
internal sealed unsafe class Operator(string name, string overload = "")
{
    // Lists of a call that need more room than this are copied to the heap instead.
    private const int StackBytes = 1024;

    private nint handle;

    private nint Handle => handle != 0 ? handle : Find();

    /// <summary>Whether this libtorch has the operator.</summary>
    public bool Exists => handle != 0 || Native.modelgen_operator_find($"aten::{name}", overload) != 0;

    public override string ToString() => $"aten::{name}{(overload.Length > 0 ? $".{overload}" : "")}";

    /// <summary>Calls the operator for its one tensor.</summary>
    public torch.Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument result;
        Invoke(arguments, &result, 1);
        return TensorOf(result);
    }

    /// <summary>Calls an operator that changes its first argument, and gives that argument back.</summary>
    public torch.Tensor CallInPlace(params ReadOnlySpan<Argument> arguments)
    {
        Invoke(arguments, null, 0);
        return (torch.Tensor)arguments[0].Reference!;
    }

    /// <summary>Calls the operator for what it does, not for what it gives.</summary>
    public void Run(params ReadOnlySpan<Argument> arguments) => Invoke(arguments, null, 0);

    public (torch.Tensor, torch.Tensor) CallPair(params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument* results = stackalloc NativeArgument[2];
        Invoke(arguments, results, 2);
        return (TensorOf(results[0]), TensorOf(results[1]));
    }

    /// <summary>Calls the operator for its first three tensors; one that it leaves undefined is null.</summary>
    public (torch.Tensor, torch.Tensor?, torch.Tensor?) CallTriple(params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument* results = stackalloc NativeArgument[3];
        Invoke(arguments, results, 3);
        return (TensorOf(results[0]), Optional(results[1]), Optional(results[2]));
    }

    public torch.Tensor[] CallList(params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument result;
        Invoke(arguments, &result, 1);
        Expect(result, Tag.TensorList);
        var tensors = new torch.Tensor[result.Length];
        for (int k = 0; k < tensors.Length; k++)
            tensors[k] = new(((nint*)result.Pointer)[k]);
        Native.modelgen_list_free(result.Pointer);
        return tensors;
    }

    public bool CallBool(params ReadOnlySpan<Argument> arguments) => CallInt(arguments) != 0;

    public long CallInt(params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument result;
        Invoke(arguments, &result, 1);
        if (result.Tag != Tag.Bool)
            Expect(result, Tag.Int);
        return result.Integer;
    }

    private torch.Tensor? Optional(in NativeArgument result) =>
        result.Tag == Tag.None || result.Pointer is null ? null : TensorOf(result);

    private torch.Tensor TensorOf(in NativeArgument result)
    {
        Expect(result, Tag.Tensor);
        return new torch.Tensor((nint)result.Pointer);
    }

    /// <summary>Anything else than what a call was written for would be read as an address.</summary>
    private void Expect(in NativeArgument result, Tag expected)
    {
        if (result.Tag != expected)
            throw new InvalidOperationException($"{this} gave a value of kind {result.Tag}, where {expected} was expected.");
    }

    private void Invoke(ReadOnlySpan<Argument> arguments, NativeArgument* results, int wanted)
    {
        int bytes = 0;
        foreach (ref readonly var argument in arguments)
            bytes += argument.ListBytes;
        if (bytes <= StackBytes)
        {
            byte* lists = stackalloc byte[bytes];
            Invoke(arguments, lists, results, wanted);
            return;
        }
        byte* heap = (byte*)NativeMemory.Alloc((nuint)bytes);
        try
        {
            Invoke(arguments, heap, results, wanted);
        }
        finally
        {
            NativeMemory.Free(heap);
        }
    }

    private void Invoke(ReadOnlySpan<Argument> arguments, byte* lists, NativeArgument* results, int wanted)
    {
        NativeArgument* natives = stackalloc NativeArgument[arguments.Length];
        for (int k = 0; k < arguments.Length; k++)
            lists += arguments[k].Write(natives + k, lists);
        int outcome = Native.modelgen_operator_call(Handle, natives, arguments.Length, results, wanted);
        // A finalizer must not free what the call still reads.
        foreach (ref readonly var argument in arguments)
            GC.KeepAlive(argument.Reference);
        Native.Check(outcome);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private nint Find()
    {
        handle = Native.modelgen_operator_find($"aten::{name}", overload);
        return handle != 0
            ? handle
            : throw new NotSupportedException($"libtorch {Native.Version} has no operator {this}.");
    }
}
