using System.Globalization;
using ModelGen.Data;
using ModelGen.Models;
using ModelGen.Training;
using TorchSharp;
using Xunit.Abstractions;

namespace ModelGen.Parity.Tests;

/// <summary>
/// A long run of the trainer: resident memory and live tensors stay what they were. Long only where <c>MODELGEN_MEMORY_STEPS</c> says so
/// (scripts/memory-run.sh); else some steps, that the test itself stays true.
/// </summary>
public sealed class MemoryRunTests(ITestOutputHelper output)
{
    private const double Tolerance = 0.02;
    private const double ToleranceOfSecondHalf = 0.01;
    private const double ToleranceInCompany = 0.1;
    private const int Batch = 8;

    /// <summary>In a process of its own memory must not fall either; in company, what other tests held is given back meanwhile.</summary>
    private static bool IsAlone => Environment.GetEnvironmentVariable("MODELGEN_MEMORY_STEPS") is not null;

    private static int Steps => Number("MODELGEN_MEMORY_STEPS", 300);

    private static int Every => Number("MODELGEN_MEMORY_EVERY", 100);

    [Theory]
    [InlineData("PreResNet20")]
    [InlineData("ResNet20")]
    public void Memory_is_flat(string name)
    {
        var info = ModelRegistry.All.Single(m => m.Name == name);
        var data = SyntheticImages.Create(seed: 3, train: Batch * Every, test: 10);
        var recipe = info.Recipe with { Epochs = Math.Max(3, Steps / Every), BatchSize = Batch, LearningRate = 0.01, Schedule = ScheduleKind.Constant, WarmupEpochs = 0 };
        using var trainer = new Trainer(info, data, recipe, new TrainingOptions { Seed = 1 });
        var readings = new Readings(output, name);
        trainer.Observers.Add(readings);
        trainer.Run();
        readings.Check();
    }

    private static int Number(string variable, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int given) ? given : standard;

    /// <summary>After each epoch: what is resident, and how many tensors live.</summary>
    private sealed class Readings(ITestOutputHelper output, string model) : ITrainingObserver
    {
        private readonly List<(long Bytes, long Tensors)> all = [];
        private int steps;

        public void BatchEnds(BatchProgress progress) => steps++;

        public void EpochEnds(EpochResult result)
        {
            // What managed code alone holds is the collector's to free, and would count by its moods.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            all.Add((Environment.WorkingSet, torch.Tensor.TotalCount));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{model}: step {steps,6}: {all[^1].Bytes / 1e6:f1} MB resident, {all[^1].Tensors} live tensors"));
        }

        public void Check()
        {
            // The first epoch makes what is kept: buffers, the optimizer's memory, compiled code.
            var kept = all.Skip(1).ToList();
            Assert.All(kept, r => Assert.Equal(kept[0].Tensors, r.Tensors));
            double mean = IsAlone ? kept.Average(r => (double)r.Bytes) : kept[0].Bytes;
            double rise = mean * (IsAlone ? Tolerance : ToleranceInCompany), fall = IsAlone ? mean * Tolerance : mean;
            Assert.All(kept, r => Assert.True(
                r.Bytes <= mean + rise && r.Bytes >= mean - fall, $"{r.Bytes / 1e6:f1} MB, where {mean / 1e6:f1} MB is the mean"));
            // A leak would go on: the collector's heap and compiled code settle.
            var (middle, last) = (kept[kept.Count / 2].Bytes, kept[^1].Bytes);
            Assert.True(!IsAlone || last <= middle * (1 + ToleranceOfSecondHalf), $"{middle / 1e6:f1} MB half-way became {last / 1e6:f1} MB");
        }
    }
}
