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

    // No schema that is called here has more.
    private const int MostArguments = 16;

    private nint handle;

    private nint Handle => handle != 0 ? handle : Find();

    /// <summary>Whether this libtorch has the operator.</summary>
    public bool Exists => handle != 0 || Native.modelgen_operator_find($"aten::{name}", overload) != 0;

    public override string ToString() => $"aten::{name}{(overload.Length > 0 ? $".{overload}" : "")}";

    /// <summary>Calls the operator for its one tensor.</summary>
    [SkipLocalsInit]
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

    // Nothing here is read before it is written, and clearing the stack would take a tenth of a small operator's call.
    [SkipLocalsInit]
    private void Invoke(ReadOnlySpan<Argument> arguments, NativeArgument* results, int wanted)
    {
        NativeArgument* natives = stackalloc NativeArgument[MostArguments];
        if (arguments.Length > MostArguments)
            throw new InvalidOperationException($"{this} was given {arguments.Length} arguments, more than the {MostArguments} there is room for.");
        bool isCopied = false;
        for (int k = 0; k < arguments.Length; k++)
        {
            natives[k] = arguments[k].Native;
            isCopied |= arguments[k].IsCopied;
        }
        int outcome = isCopied
            ? InvokeWithLists(arguments, natives, results, wanted)
            : Native.modelgen_operator_call(Handle, natives, arguments.Length, results, wanted);
        // A finalizer must not free what the call still reads.
        foreach (ref readonly var argument in arguments)
            GC.KeepAlive(argument.Reference);
        Native.Check(outcome);
    }

    [SkipLocalsInit]
    private int InvokeWithLists(ReadOnlySpan<Argument> arguments, NativeArgument* natives, NativeArgument* results, int wanted)
    {
        byte* stack = stackalloc byte[StackBytes];
        int bytes = 0;
        foreach (ref readonly var argument in arguments)
            bytes += argument.ListBytes;
        byte* lists = bytes <= StackBytes ? stack : (byte*)NativeMemory.Alloc((nuint)bytes);
        try
        {
            byte* next = lists;
            for (int k = 0; k < arguments.Length; k++)
                next += arguments[k].Write(natives + k, next);
            return Native.modelgen_operator_call(Handle, natives, arguments.Length, results, wanted);
        }
        finally
        {
            if (lists != stack)
                NativeMemory.Free(lists);
        }
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
