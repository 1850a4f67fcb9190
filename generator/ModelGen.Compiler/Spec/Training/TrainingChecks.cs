using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Spec.Variants;

namespace ModelGen.Compiler.Spec.Training;

/// <summary>What fields of <c>training:</c> say of one another. A field that is not given has the runtime's default.</summary>
/// <param name="classes">Of the model.</param>
internal sealed class TrainingChecks(IReadOnlyDictionary<string, (Value Value, Sourced Entry)> fields, long classes, FindingList findings)
{
    public void Run()
    {
        if (Flag(TrainingFields.Nesterov) && Number(TrainingFields.Momentum) == 0)
            Wrong(TrainingFields.Momentum, "a number above 0 with 'nesterov'");
        if (Number(TrainingFields.WarmupEpochs) > Number(TrainingFields.Epochs))
            Wrong(TrainingFields.WarmupEpochs, $"at most the number of epochs, {Text(TrainingFields.Epochs)}");
        if (Number(TrainingFields.MinLearningRate) > Number(TrainingFields.LearningRate))
            Wrong(TrainingFields.MinLearningRate, $"at most lr, {Text(TrainingFields.LearningRate)}");
        if (Number(TrainingFields.DropoutEpochs) > Number(TrainingFields.Epochs))
            Wrong(TrainingFields.DropoutEpochs, $"at most the number of epochs, {Text(TrainingFields.Epochs)}");
        if (Text(TrainingFields.DropoutSchedule) is "early" or "late" && Number(TrainingFields.DropoutEpochs) == 0)
            Wrong(TrainingFields.DropoutSchedule, $"'{TrainingFields.DropoutEpochs}' above 0 beside it");
        if (fields.ContainsKey(TrainingFields.Loss) && classes == 1 && Text(TrainingFields.Loss) == TrainingFields.CrossEntropy)
            Wrong(TrainingFields.Loss, $"'{TrainingFields.BinaryCrossEntropy}' where there is one class");
        if (fields.TryGetValue(TrainingFields.ClassWeights, out var weights) && ((Value.List)weights.Value).Items.Count != classes)
            Wrong(TrainingFields.ClassWeights, $"{classes} weights, one for each class");
        CheckMilestones();
        foreach (var field in TrainingFields.All)
            CheckUse(field);
    }

    private void CheckMilestones()
    {
        if (fields.TryGetValue(TrainingFields.Milestones, out var milestones))
        {
            double[] epochs = [.. ((Value.List)milestones.Value).Items.Select(i => ((Value.Number)i).Amount)];
            if (epochs.Zip(epochs.Skip(1), (a, b) => a < b).Contains(false))
                Wrong(TrainingFields.Milestones, "epochs in rising order");
        }
        else if (Text(TrainingFields.Schedule) == "multi_step")
        {
            Wrong(TrainingFields.Schedule, "'milestones' beside it");
        }
    }

    /// <summary>
    /// Warns of a field that nothing reads, if it is written beside what decides that. One that a variant inherits is no slip.
    /// </summary>
    private void CheckUse(TrainingField field)
    {
        if (field.OnlyWith is not var (decider, words) || !fields.TryGetValue(field.Name, out var own) || words.Contains(Text(decider)))
            return;
        if (!fields.TryGetValue(decider, out var decision) || Parent(decision.Entry) == Parent(own.Entry))
            findings.Add(Descriptors.UselessTrainingField, own.Entry.KeyPlace, field.Name, decider, Text(decider),
                string.Join(" or ", words.Select(w => $"'{w}'")));
    }

    /// <summary>The mapping that an entry stands in.</summary>
    private static string Parent(Sourced entry) =>
        entry.Entry.Key.File + "#" + entry.Entry.Key.Path.Substring(0, entry.Entry.Key.Path.Length - entry.Entry.Name.Length);

    private void Wrong(string field, string expected)
    {
        // No default is wrong beside others: the field was given.
        var (value, entry) = fields[field];
        findings.Add(Descriptors.WrongTrainingValue, entry.Place, field, expected, ValueText.Describe(value), string.Empty);
    }

    private Value ValueOf(string field) => fields.TryGetValue(field, out var own) ? own.Value : TrainingFields.Find(field).Rule.Default!;

    private bool Flag(string field) => ValueOf(field) is Value.Bool { IsTrue: true };

    private double Number(string field) => ((Value.Number)ValueOf(field)).Amount;

    private string Text(string field) => ValueOf(field).ToString();
}
