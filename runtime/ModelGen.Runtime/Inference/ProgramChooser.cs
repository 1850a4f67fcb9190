using System.Diagnostics;
using ModelGen.Providers;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Inference;

/// <summary>
/// Prepares an inference form for a size of images by trying: what is fastest depends on the network, the size, the batch and the machine. A trial
/// computes some of the first batch in each form, which takes about as long as computing it a few times.
/// </summary>
internal sealed class ProgramChooser(InferenceGraph graph, PlainProgram plain, double tolerance)
{
    // Small parts stay in the cache of a core, large ones use its arithmetic better.
    private static readonly long[] PartSizes = [8, 16, 4, 32];

    /// <summary>Parts of each size that a trial computes for each thread.</summary>
    private const int TrialParts = 2;

    private const int Trials = 3;

    /// <summary>The fastest program that gives the plain form's logits; null where that is the plain form itself.</summary>
    /// <param name="images">N × C × H × W, float32, contiguous.</param>
    public IPreparedProgram? Choose(Tensor images)
    {
        using var best = new Best();
        long threads = get_num_threads();
        long batch = images.shape[0];
        long share = (batch + threads - 1) / threads;
        var sizes = batch == 1 ? [1] : PartSizes.Select(s => Math.Min(s, share)).Distinct().ToArray();
        foreach (var layout in new[] { ImageLayout.Pixels, ImageLayout.Blocks })
            Try(Form(images, sizes[0], layout, batch > 1 && threads > 1), images, best);
        if (best.Program is not { Form.Layout: var fastest })
            return null;
        foreach (long size in sizes.Skip(1))
            Try(Form(images, size, fastest, threads > 1), images, best);
        if (SecondsOf(images, plain.Run) < best.Seconds)
            return null;
        return best.Take();
    }

    private static ProgramForm Form(Tensor images, long count, ImageLayout layout, bool isParallel)
    {
        long[] shape = images.shape;
        return new ProgramForm(count, shape[1], shape[2], shape[3], layout, isParallel, AllowsWinograd: true);
    }

    private void Try(ProgramForm form, Tensor images, Best best)
    {
        var program = TryExact(form, images) ?? TryExact(form with { AllowsWinograd = false }, images);
        if (program is null)
            return;
        best.Offer(program, SecondsOf(images, program.Run, form.Images));
    }

    /// <summary>The program, if it gives what the plain form does.</summary>
    private IPreparedProgram? TryExact(ProgramForm form, Tensor images)
    {
        var program = TorchProvider.Current.Prepare(graph, form);
        if (program is null)
            return null;
        using var some = images.narrow(0, 0, form.Images);
        using var expected = plain.Run(some);
        using var found = program.Run(some);
        using var difference = (found - expected).abs_();
        using var magnitude = expected.abs();
        using var error = difference.max();
        using var largest = magnitude.max();
        if (error.ToDouble() <= tolerance * largest.ToDouble())
            return program;
        program.Dispose();
        return null;
    }

    /// <summary>Seconds for an image, the least of a few trials.</summary>
    private static double SecondsOf(Tensor images, Func<Tensor, Tensor> run, long part = long.MaxValue)
    {
        long batch = images.shape[0];
        long count = part > batch ? batch : Math.Min(batch, part * get_num_threads() * TrialParts);
        using var some = images.narrow(0, 0, count);
        double least = double.MaxValue;
        for (int trial = 0; trial <= Trials; trial++)
        {
            long start = Stopwatch.GetTimestamp();
            run(some).Dispose();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds / count);
        }

        return least;
    }

    /// <summary>The fastest program so far; the others are disposed.</summary>
    private sealed class Best : IDisposable
    {
        public IPreparedProgram? Program { get; private set; }

        public double Seconds { get; private set; } = double.MaxValue;

        public void Offer(IPreparedProgram program, double seconds)
        {
            if (seconds >= Seconds)
            {
                program.Dispose();
                return;
            }

            Program?.Dispose();
            (Program, Seconds) = (program, seconds);
        }

        public IPreparedProgram? Take()
        {
            var taken = Program;
            Program = null;
            return taken;
        }

        public void Dispose() => Program?.Dispose();
    }
}
