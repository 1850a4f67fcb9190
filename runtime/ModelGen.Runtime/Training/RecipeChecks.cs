namespace ModelGen.Training;

/// <summary>What a recipe's numbers may be. Specs are checked when they are compiled; this is for numbers that come later, from options or C#.</summary>
public static class RecipeChecks
{
    /// <exception cref="UserError">Names the first field that is out of its range, or that contradicts another.</exception>
    public static Recipe Checked(this Recipe recipe)
    {
        foreach (var field in RecipeFields.All)
            field.Set(recipe, field.Read(recipe), field.Name);
        Expect(!recipe.Nesterov || recipe.Momentum > 0, "momentum", recipe.Momentum, "above 0 with nesterov");
        Expect(recipe.WarmupEpochs <= recipe.Epochs, "warmup_epochs", recipe.WarmupEpochs, $"0 to {recipe.Epochs}, the number of epochs");
        Expect(recipe.MinLearningRate <= recipe.LearningRate, "min_lr", recipe.MinLearningRate, FormattableString.Invariant($"at most lr, {recipe.LearningRate}"));
        Expect(recipe.DropoutEpochs <= recipe.Epochs, "dropout_epochs", recipe.DropoutEpochs, $"0 to {recipe.Epochs}, the number of epochs");
        bool isCut = recipe.DropoutSchedule is DropoutScheduleKind.Early or DropoutScheduleKind.Late;
        Expect(!isCut || recipe.DropoutEpochs > 0, "dropout_epochs", recipe.DropoutEpochs, "above 0 with dropout_schedule early or late: when it ends or begins");
        foreach (var crop in recipe.Augment.OfType<Augmentation.RandomResizedCrop>())
            Expect(crop.MinScale <= crop.MaxScale, "random_resized_crop: min_scale", crop.MinScale, FormattableString.Invariant($"at most max_scale, {crop.MaxScale}"));
        foreach (var erasing in recipe.Augment.OfType<Augmentation.RandomErasing>())
            Expect(erasing.MinScale <= erasing.MaxScale, "random_erasing: min_scale", erasing.MinScale, FormattableString.Invariant($"at most max_scale, {erasing.MaxScale}"));
        return recipe;
    }

    private static void Expect<T>(bool holds, string field, T found, string expected)
    {
        if (!holds)
            throw new UserError(FormattableString.Invariant($"{field} {found}: expected {expected}"));
    }
}
