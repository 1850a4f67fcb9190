using System.Diagnostics;
using ModelGen.Checkpoints;
using ModelGen.Checkpoints.Files;
using ModelGen.Checkpoints.Matching;

namespace ModelGen.CheckpointFuzz;

/// <summary>What a file did to the readers.</summary>
/// <param name="Accepted">It was read to its last element; else it was refused with one clear error.</param>
/// <param name="Fault">What must not happen; null if all is well.</param>
/// <param name="Allocated">Bytes, all in all.</param>
/// <param name="Milliseconds">It took.</param>
public sealed record Trial(bool Accepted, string? Fault, long Allocated, double Milliseconds)
{
    /// <summary>Bytes that may be allocated, in all, for each byte of the file: garbage counts too, so the peak is far lower.</summary>
    public const int AllocationFactor = 128;

    /// <summary>And for any file: buffers, tables, the error itself.</summary>
    public const int AllocationFloor = 2 << 20;

    private static readonly ModelTensor[] Model =
        [new("conv.weight", ElementType.Float32, [8, 3, 3, 3]), new("fc.weight", ElementType.Float32, [10, 8]), new("bn.num_batches_tracked", ElementType.Int64, [])];

    /// <summary>Opens a file, matches it with a model, and reads every element of it.</summary>
    public static Trial Run(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        bool accepted = false;
        string? fault = null;
        try
        {
            ReadAll(bytes);
            accepted = true;
        }
        catch (UserError e)
        {
            if (!e.Message.StartsWith("fuzz: ", StringComparison.Ordinal) || e.Message.Contains('\n', StringComparison.Ordinal) || e.Message.Length > 70_000)
                fault = $"no clear message: {e.Message}";
        }
        catch (Exception e)
        {
            fault = $"{e.GetType().Name}: {e.Message}\n{e.StackTrace}";
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > ((long)bytes.Length * AllocationFactor) + AllocationFloor)
            fault ??= $"{allocated:N0} bytes allocated for a file of {bytes.Length:N0}";
        return new Trial(accepted, fault, allocated, clock.Elapsed.TotalMilliseconds);
    }

    private static void ReadAll(byte[] bytes)
    {
        using var file = WeightsFile.Open(new MemoryBytes("fuzz", bytes));
        StateMatch.Run(file.Tensors, Model, 10, new WeightsOptions { Renames = [new RenameRule("*.norm.1", "*.norm1")], FreshClassifier = true });
        StatePrefix.OfContainers(file.Tensors);
        foreach (var tensor in file.Tensors)
        {
            tensor.Verify();
            tensor.ToArray();
        }
    }
}
