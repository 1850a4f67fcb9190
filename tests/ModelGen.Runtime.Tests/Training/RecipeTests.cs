using System.Text.Json;
using ModelGen.Training;

namespace ModelGen.Runtime.Tests.Training;

/// <summary>Fields set by their names in YAML, and a recipe's way through JSON.</summary>
public sealed class RecipeTests
{
    private static readonly Recipe Standard = new();

    [Fact]
    public void Any_field_can_be_set_by_its_path()
    {
        var recipe = Standard.With([
            "training.lr=0.05", "optimizer = adamw", "nesterov=true", "milestones=[3, 5]", "freeze=[layer1, '*.bn1']",
            "groups=[{match: fc, lr_scale: 10, weight_decay: 0}]", "class_weights=[1, 2.5]", "precision=bfloat16", "memory_format=channels_last",
            "training.augment=[{random_crop: 32, padding: 4}, horizontal_flip, {cutmix: 0.5}, {rand_augment: 3}]",
        ]);
        Assert.Equal((0.05, OptimizerKind.AdamW, true), (recipe.LearningRate, recipe.Optimizer, recipe.Nesterov));
        Assert.Equal([3, 5], recipe.Milestones);
        Assert.Equal(["layer1", "*.bn1"], recipe.Freeze);
        Assert.Equal([new ParameterGroup("fc", 10, 0)], recipe.Groups);
        Assert.Equal([1, 2.5], recipe.ClassWeights);
        Assert.Equal((Precision.Bfloat16, MemoryFormat.ChannelsLast), (recipe.Precision, recipe.MemoryFormat));
        Assert.Equal(
            [new Augmentation.RandomCrop(32, 4), new Augmentation.HorizontalFlip(), new Augmentation.Cutmix(0.5), new Augmentation.RandAugment(3, 9)],
            recipe.Augment);
        Assert.Equal(0.1, Standard.LearningRate);
    }

    [Fact]
    public void A_single_item_stands_for_a_list_of_one()
    {
        var recipe = Standard.With(["augment=horizontal_flip", "freeze=conv1", "milestones=4"]);
        Assert.Equal([new Augmentation.HorizontalFlip()], recipe.Augment);
        Assert.Equal(["conv1"], recipe.Freeze);
        Assert.Equal([4], recipe.Milestones);
    }

    [Theory]
    [InlineData("lr=fast", "lr fast: expected a number, above 0")]
    [InlineData("lr=0", "lr 0: expected a number, above 0")]
    [InlineData("momentum=1", "momentum 1: expected a number, 0 or more, below 1")]
    [InlineData("epochs=2.5", "epochs 2.5: expected an integer, at least 1")]
    [InlineData("nesterov=yes", "nesterov yes: expected true or false")]
    [InlineData("optimizer=adm", "optimizer adm: expected sgd, adam, adamw, rmsprop or lion: did you mean adam?")]
    [InlineData("schedule=cosin", "schedule cosin: expected constant, step, multi_step, exponential, polynomial, cosine, one_cycle or plateau: did you mean cosine?")]
    [InlineData("training.epoch=3", "--set training.epoch: a recipe has no such field: did you mean epochs?")]
    [InlineData("lr", "--set lr: expected FIELD=VALUE, such as training.lr=0.05")]
    [InlineData("augment=[{random_crop: 32", "--set augment=[{random_crop: 32: the value cannot be read: it ends where a comma or } should be")]
    [InlineData("augment=[random_crop]", "augment [\"random_crop\"]: expected random_crop with its size: {random_crop: 1}")]
    [InlineData("augment=[{random_crop: 32, pading: 4}]", "expected no pading with random_crop but padding: did you mean padding?")]
    [InlineData("augment=[{horizontal_flip: 2}]", "expected horizontal_flip with p a number, 0 or more, at most 1")]
    [InlineData("augment=horizontal_flp", "expected one augmentation an item: random_crop, random_resized_crop, horizontal_flip,")]
    [InlineData("groups=[{lr_scale: 10}]", "expected groups such as {match: fc, lr_scale: 10, weight_decay: 0}")]
    [InlineData("groups=[{match: fc, lr: 10}]", "expected no lr in a group but match, lr_scale or weight_decay")]
    [InlineData("milestones=[3, 0]", "milestones [3,0]: expected an integer, at least 1")]
    public void Mistakes_are_named(string assignment, string expected) =>
        Assert.Contains(expected, Assert.Throws<UserError>(() => Standard.With([assignment])).Message);

    [Fact]
    public void Fields_that_contradict_each_other_are_named()
    {
        Assert.Contains("momentum 0: expected above 0 with nesterov", Error(Standard with { Nesterov = true, Momentum = 0 }));
        Assert.Contains("warmup_epochs 11: expected 0 to 10", Error(Standard with { WarmupEpochs = 11 }));
        Assert.Contains("min_lr 0.2: expected at most lr, 0.1", Error(Standard with { MinLearningRate = 0.2 }));
        Assert.Contains("clip_norm NaN: expected a number, 0 or more", Error(Standard with { ClipNorm = double.NaN }));
        Assert.Contains("label_smoothing 1: expected a number, 0 or more, below 1", Error(Standard with { LabelSmoothing = 1 }));

        static string Error(Recipe recipe) => Assert.Throws<UserError>(() => recipe.Checked()).Message;
    }

    [Fact]
    public void Every_field_goes_through_json_and_back()
    {
        var recipe = Standard.With([
            "optimizer=lion", "lr=0.3", "momentum=0.5", "nesterov=true", "weight_decay=0.01", "decay_norm_and_bias=false", "beta1=0.1", "beta2=0.2", "eps=0.3", "alpha=0.4",
            "schedule=plateau", "warmup_epochs=1.5", "step_size=7", "milestones=[1, 2]", "gamma=0.7", "power=2", "restart_epochs=3", "restart_factor=2", "patience=4", "min_lr=0.001",
            "epochs=77", "batch_size=99", "accumulate=3", "clip_norm=1.5", "ema=0.99", "dropout_schedule=early_linear", "dropout_epochs=5", "dropout_gamma=4", "loss=binary_cross_entropy", "label_smoothing=0.2", "class_weights=[1, 0.5]", "freeze=[a]", "freeze_epochs=2",
            "groups=[{match: b, lr_scale: 2}, {match: c, weight_decay: 0}]", "early_stopping=5", "precision=bfloat16", "memory_format=contiguous",
            "augment=[{random_crop: 32, padding: 4}, {random_resized_crop: 32, min_scale: 0.5}, horizontal_flip, {rotation: 15}, {color_jitter: 0.4, hue: 0.1}, {cutout: 8}, {random_erasing: 0.25}, rand_augment, trivial_augment, mixup, cutmix]",
        ]);
        string json = RuntimeJson.Text(recipe);
        var back = JsonSerializer.Deserialize(json, RuntimeJson.Default.Recipe)!;
        Assert.Equal(json, RuntimeJson.Text(back));
        Assert.Equal(recipe.Augment, back.Augment);
        Assert.Equal(recipe.Groups, back.Groups);
        // A field that no one set above would pass unseen.
        foreach (var field in RecipeFields.All)
            Assert.NotEqual(field.Read(Standard).ToJsonString(), field.Read(back).ToJsonString());
    }

    [Fact]
    public void Every_property_of_a_recipe_is_a_field()
    {
        var properties = typeof(Recipe).GetProperties(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance).Where(p => p.Name != "EqualityContract");
        Assert.Equal(properties.Count(), RecipeFields.All.Count);
        Assert.Equal(typeof(Augmentation).GetNestedTypes().Length, AugmentationFields.All.Count);
    }

    [Fact]
    public void A_file_from_before_a_field_was_there_is_readable()
    {
        var old = JsonSerializer.Deserialize("""{"lr": 0.2, "epochs": 3}""", RuntimeJson.Default.Recipe)!;
        Assert.Equal((0.2, 3, 0.9, 128), (old.LearningRate, old.Epochs, old.Momentum, old.BatchSize));
    }

    [Fact]
    public void A_field_from_a_later_version_is_refused() => Assert.Contains(
        "its recipe has a field quantum that this version does not know",
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"quantum": 1}""", RuntimeJson.Default.Recipe)).Message);
}
