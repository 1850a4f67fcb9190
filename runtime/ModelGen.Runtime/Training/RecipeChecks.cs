namespace ModelGen.Training;

/// <summary>What a recipe's numbers may be. Specs are checked when they are compiled; this is for numbers that come later, from options.</summary>
public static class RecipeChecks
{
    /// <exception cref="UserError">Names the first field that is out of its range.</exception>
    public static Recipe Checked(this Recipe recipe)
    {
        Expect(recipe.Epochs >= 1, "epochs", recipe.Epochs, "at least 1");
        Expect(recipe.BatchSize >= 1, "batch_size", recipe.BatchSize, "at least 1");
        Expect(recipe.LearningRate > 0 && double.IsFinite(recipe.LearningRate), "lr", recipe.LearningRate, "a number above 0");
        Expect(recipe.MinLearningRate >= 0, "min_lr", recipe.MinLearningRate, "0 or more");
        Expect(recipe.Momentum is >= 0 and < 1, "momentum", recipe.Momentum, "0 or more, below 1");
        Expect(!recipe.Nesterov || recipe.Momentum > 0, "momentum", recipe.Momentum, "above 0 with nesterov");
        Expect(recipe.WeightDecay >= 0, "weight_decay", recipe.WeightDecay, "0 or more");
        Expect(recipe.Beta1 is >= 0 and < 1, "beta1", recipe.Beta1, "0 or more, below 1");
        Expect(recipe.Beta2 is >= 0 and < 1, "beta2", recipe.Beta2, "0 or more, below 1");
        Expect(recipe.LabelSmoothing is >= 0 and < 1, "label_smoothing", recipe.LabelSmoothing, "0 or more, below 1");
        return recipe;
    }

    private static void Expect<T>(bool holds, string field, T found, string expected)
    {
        if (!holds)
            throw new UserError(FormattableString.Invariant($"{field} {found}: expected {expected}"));
    }
}
