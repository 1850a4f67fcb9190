namespace ModelGen.LibTorch.Tests.Binding;

/// <summary>The memory of small tensors is used again by the thread that freed them, which need not be the one that made them.</summary>
public class SmallBlockTests
{
    private const int LargestFloats = 1200;

    [Fact]
    public void TensorsFreedOnOtherThreadsHarmNone()
    {
        Exception? failure = null;
        for (int round = 0; round < 4; round++)
        {
            var made = Enumerable.Range(0, LargestFloats).Select(Made).ToArray();
            // Threads end with blocks of their own and of others.
            var threads = Enumerable.Range(0, 3).Select(part => new Thread(() => failure ??= Record(() => Work(made, part)))).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
        }
        Assert.Null(failure);
    }

    [Fact]
    public unsafe void EveryBlockIsAligned()
    {
        for (int pass = 0; pass < 2; pass++)
        {
            var tensors = Enumerable.Range(0, LargestFloats).Select(Made).ToList();
            Assert.All(tensors.Skip(1), tensor => Assert.Equal(0, (nint)tensor.DataPointer % 64));
            tensors.ForEach(tensor => tensor.Dispose());
        }
    }

    private static Tensor Made(int size) => full([size], size, ScalarType.Float32);

    private static void Work(Tensor[] made, int part)
    {
        for (int size = part; size < made.Length; size += 3)
        {
            Check(made[size], size);
            made[size].Dispose();
            using var other = Made(size);
            using var another = Made(size);
            other.zero_();
            Check(another, size);
        }
    }

    private static void Check(Tensor tensor, int size) => Assert.All(tensor.data<float>().ToArray(), value => Assert.Equal(size, value));

    private static Exception? Record(Action action) => Xunit.Record.Exception(action);
}
