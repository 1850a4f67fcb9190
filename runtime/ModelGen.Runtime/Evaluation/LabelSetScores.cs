using ModelGen.Data;

namespace ModelGen.Evaluation;

/// <summary>Adds up scores of images that have any number of classes each, in double precision.</summary>
internal sealed class LabelSetScores(LabelSets sets) : IScores
{
    private readonly ConfidenceBins confidence = new();
    private readonly List<(float Score, bool Has)>[] decisions = [.. Enumerable.Range(0, sets.Classes)
        .Select(_ => new List<(float, bool)>())];
    private double loss;
    private int images;
    private int exact;
    private int top1;
    private int top5;

    public void Add(ReadOnlySpan<float> logits, int index)
    {
        var has = sets[index];
        bool allRight = true;
        int best = int.MaxValue;
        for (int c = 0; c < logits.Length; c++)
        {
            decisions[c].Add((logits[c], has[c]));
            loss += Sigmoid.CrossEntropy(logits[c], has[c] ? 1 : 0) / logits.Length;
            bool found = logits[c] > 0;
            allRight &= found == has[c];
            double probability = Sigmoid.Of(logits[c]);
            confidence.Add(found ? probability : 1 - probability, found == has[c]);
            if (has[c])
                best = Math.Min(best, Scores.Rank(logits, c).Rank);
        }

        images++;
        exact += allRight ? 1 : 0;
        top1 += best < 1 ? 1 : 0;
        top5 += best < 5 ? 1 : 0;
    }

    public EvaluationResult Result()
    {
        LabelCounts[] counts = [.. decisions.Select(Count)];
        double wrong = counts.Sum(c => (long)c.Missed + c.Wrong);
        return new EvaluationResult
        {
            Images = images,
            Loss = loss / images,
            Top1 = (double)top1 / images,
            Top5 = (double)top5 / images,
            ConfusionMatrix = [],
            Calibration = confidence.Result(),
            LabelSets = new LabelSetResult
            {
                ExactMatch = (double)exact / images,
                DecisionAccuracy = 1 - (wrong / ((double)images * sets.Classes)),
                Counts = counts,
                AveragePrecision = [.. decisions.Select(AveragePrecision)],
            },
        };
    }

    private static LabelCounts Count(List<(float Score, bool Has)> class_) => new(
        class_.Count(d => d.Has && d.Score > 0), class_.Count(d => d.Has && !(d.Score > 0)), class_.Count(d => !d.Has && d.Score > 0));

    /// <summary>Images of equal scores come above a threshold together.</summary>
    private static double? AveragePrecision(List<(float Score, bool Has)> class_)
    {
        int all = class_.Count(d => d.Has);
        if (all == 0)
            return null;
        double sum = 0;
        int above = 0, found = 0;
        foreach (var level in class_.GroupBy(d => d.Score).OrderByDescending(g => g.Key))
        {
            int more = level.Count(d => d.Has);
            above += level.Count();
            found += more;
            sum += (double)more / all * found / above;
        }

        return sum;
    }
}
