namespace ModelGen.LibTorch.Tests.Lifetime;

internal static class Garbage
{
    /// <summary>Finalises what other tests forgot, so that it does not change counts later.</summary>
    public static void Collect()
    {
        for (int k = 0; k < 2; k++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
