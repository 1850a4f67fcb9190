using System.Diagnostics;
using ModelGen.Providers;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Inference;

/// <summary>
/// Prepares an inference form for a size of images by trying: what is fastest depends on the network, the size, the batch and the machine. A trial
/// computes some of the first batch in each form, which takes about as long as computing it a few times. One program is in memory at a time, and
/// the fastest is made again.
/// </summary>
internal sealed class ProgramChooser(InferenceGraph graph, PlainProgram plain, double tolerance)
{
    // Small parts stay in the cache of a core, large ones use its arithmetic better.
    private static readonly long[] PartSizes = [8, 16, 4, 32];

    /// <summary>Parts of each size that a trial computes for each thread.</summary>
    private const int TrialParts = 2;

    private const int Trials = 3;

    /// <summary>Images that the plain form computes at once in a trial: its values take far more memory than those of a program.</summary>
    private const long FewImages = 16;

    /// <summary>The plain form is timed on the whole batch where few images take it less than this multiple of the best program's time.</summary>
    private const double NearEnough = 1.25;

    /// <summary>The plain form takes more memory: it must take clearly less time than the best program, as a share of that.</summary>
    private const double ClearlyLess = 0.9;

    /// <summary>The fastest program that gives the plain form's logits; null where the plain form itself is faster.</summary>
    /// <param name="images">N × C × H × W, float32, contiguous.</param>
    public IPreparedProgram? Choose(Tensor images)
    {
        long threads = get_num_threads();
        long batch = images.shape[0];
        long share = (batch + threads - 1) / threads;
        var sizes = batch == 1 ? [1] : PartSizes.Select(s => Math.Min(s, share)).Distinct().ToArray();
        using var expected = Expected(images, sizes.Max());
        double plainSeconds = SecondsOf(images, plain.Run, Math.Min(batch, FewImages));
        using var trial = new Trial(form => TryExact(form, images, expected), (program, part) => SecondsOf(images, program.Run, Math.Min(batch, part * threads * TrialParts)));
        foreach (var layout in new[] { ImageLayout.Pixels, ImageLayout.Blocks })
            trial.Try(Form(images, sizes[0], layout, batch > 1 && threads > 1));
        if (trial.Best is not { Layout: var fastest })
            return null;
        foreach (long size in sizes.Skip(1))
            trial.Try(Form(images, size, fastest, threads > 1));
        if (plainSeconds < NearEnough * trial.Seconds)
        {
            trial.Clear();
            if (SecondsOf(images, plain.Run, batch) < ClearlyLess * trial.Seconds)
                return null;
        }

        return trial.TakeBest();
    }

    private static ProgramForm Form(Tensor images, long count, ImageLayout layout, bool isParallel)
    {
        long[] shape = images.shape;
        return new ProgramForm(count, shape[1], shape[2], shape[3], layout, isParallel, AllowsWinograd: true);
    }

    /// <summary>The plain form's logits of the first images.</summary>
    private Tensor Expected(Tensor images, long count)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        for (long first = 0; first < count; first += FewImages)
            parts.Add(plain.Run(images.narrow(0, first, Math.Min(FewImages, count - first))));
        return cat(parts).MoveToOuterDisposeScope();
    }

    /// <summary>The program, if it gives what the plain form does; where Winograd's method rounds too much, one without it.</summary>
    private IPreparedProgram? TryExact(ProgramForm form, Tensor images, Tensor expected)
    {
        if (TorchProvider.Current.Prepare(graph, form) is { } program)
        {
            if (IsExact(program, images, expected))
                return program;
            program.Dispose();
        }

        return form.AllowsWinograd ? TryExact(form with { AllowsWinograd = false }, images, expected) : null;
    }

    private bool IsExact(IPreparedProgram program, Tensor images, Tensor logits)
    {
        using var some = images.narrow(0, 0, program.Form.Images);
        using var expected = logits.narrow(0, 0, program.Form.Images);
        using var found = program.Run(some);
        using var difference = (found - expected).abs_();
        using var magnitude = expected.abs();
        using var error = difference.max();
        using var largest = magnitude.max();
        return error.ToDouble() <= tolerance * largest.ToDouble();
    }

    /// <summary>Seconds for an image, the least of a few trials.</summary>
    private static double SecondsOf(Tensor images, Func<Tensor, Tensor> run, long count)
    {
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

    /// <summary>The fastest form so far, and the program that was made last.</summary>
    private sealed class Trial(Func<ProgramForm, IPreparedProgram?> make, Func<IPreparedProgram, long, double> secondsOf) : IDisposable
    {
        private IPreparedProgram? last;

        public ProgramForm? Best { get; private set; }

        public double Seconds { get; private set; } = double.MaxValue;

        public void Try(ProgramForm form)
        {
            Clear();
            last = make(form);
            if (last is null || secondsOf(last, form.Images) is var seconds && seconds >= Seconds)
                return;
            (Best, Seconds) = (last.Form, seconds);
        }

        /// <summary>The best program, made again where it was not the last; the caller's.</summary>
        public IPreparedProgram? TakeBest()
        {
            if (last?.Form != Best)
            {
                Clear();
                last = make(Best!);
            }

            var taken = last;
            last = null;
            return taken;
        }

        public void Clear()
        {
            last?.Dispose();
            last = null;
        }

        public void Dispose() => Clear();
    }
}
