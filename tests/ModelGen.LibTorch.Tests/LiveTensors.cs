namespace ModelGen.LibTorch.Tests;

/// <summary>For tests that count live tensors.</summary>
internal static class LiveTensors
{
    /// <summary>Frees what earlier tests left to the garbage collector.</summary>
    public static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
