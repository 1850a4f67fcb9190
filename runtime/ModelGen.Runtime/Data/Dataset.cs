namespace ModelGen.Data;

/// <summary>Training and test images with everything that travels along with them into results and checkpoints.</summary>
public sealed class Dataset
{
    /// <summary>For results: "CIFAR-10", "synthetic".</summary>
    public required string Name { get; init; }

    /// <summary>Where it came from: a folder, or the words that say it was made here.</summary>
    public required string Source { get; init; }

    /// <summary>True when the images are made by this program: results on them say nothing about real pictures.</summary>
    public required bool IsSynthetic { get; init; }

    public required IReadOnlyList<string> ClassNames { get; init; }

    public required ImageSet Train { get; init; }

    public required ImageSet Test { get; init; }

    public required Normalization Normalization { get; init; }

    /// <summary>A data set of images that are in memory already.</summary>
    /// <param name="name">For results.</param>
    /// <param name="classNames">In the order of their labels.</param>
    /// <param name="train">Training images.</param>
    /// <param name="test">Test images of the same shape.</param>
    /// <param name="normalization">Null: the mean and deviation of the training images.</param>
    /// <exception cref="ArgumentException">A label has no class name, or the shapes differ.</exception>
    public static Dataset Of(string name, IReadOnlyList<string> classNames, ImageSet train, ImageSet test,
        Normalization? normalization = null)
    {
        if (train.Shape != test.Shape)
            throw new ArgumentException($"training images are {train.Shape}, test images {test.Shape}");
        CheckLabels(train, classNames.Count);
        CheckLabels(test, classNames.Count);
        if (train.LabelSets is null != test.LabelSets is null)
            throw new ArgumentException("training or test images have any number of classes, and the others one each");

        return new Dataset
        {
            Name = name,
            Source = "memory",
            IsSynthetic = false,
            ClassNames = classNames,
            Train = train,
            Test = test,
            Normalization = normalization ?? Normalization.Of(train),
        };
    }

    /// <summary>The images of "test" or "train".</summary>
    public ImageSet Split(string name) => name switch
    {
        "test" => Test,
        "train" => Train,
        _ => throw new UserError($"no split is called {name}: expected test or train"),
    };

    /// <summary>The same images, normalised otherwise: as weights were trained that are to learn on.</summary>
    public Dataset With(Normalization normalization) => new()
    {
        Name = Name,
        Source = Source,
        IsSynthetic = IsSynthetic,
        ClassNames = ClassNames,
        Train = Train,
        Test = Test,
        Normalization = normalization,
    };

    /// <exception cref="UserError">The model takes other images, or has another number of classes.</exception>
    public void CheckFits(ModelInfo model)
    {
        var shape = ImageShape.Of(model.InputShape);
        if (shape != Train.Shape)
            throw new UserError($"{model.Name} takes images of {shape}, but those of {Name} ({Source}) are {Train.Shape}: set input: in {model.SpecFile} to the data's shape");
        // A single output tells two classes apart.
        bool isBinary = model.Classes == 1 && ClassNames.Count == 2 && Train.LabelSets is null;
        if (model.Classes != ClassNames.Count && !isBinary)
            throw new UserError($"{model.Name} has {model.Classes} classes, but {Name} ({Source}) has {ClassNames.Count}: set classes: {ClassNames.Count} in {model.SpecFile}");
    }

    /// <exception cref="UserError">The loss cannot be of this model, or of these labels.</exception>
    internal void CheckFits(ModelInfo model, LossKind loss)
    {
        if (loss == LossKind.BinaryCrossEntropy)
            return;
        if (Train.LabelSets is not null)
            throw new UserError($"loss cross_entropy: images of {Name} ({Source}) have any number of classes each: set loss: binary_cross_entropy, which is a sigmoid's for each class");
        if (model.Classes == 1)
            throw new UserError($"loss cross_entropy: {model.Name} has one class, so that it would always be 0: set loss: binary_cross_entropy");
    }

    private static void CheckLabels(ImageSet images, int classes)
    {
        if (images.LabelSets is { } sets && sets.Classes != classes)
            throw new ArgumentException($"labels of {sets.Classes} classes, but there are {classes} class names");
        foreach (int label in images.LabelSets is null ? images.Labels : [])
        {
            if (label < 0 || label >= classes)
                throw new ArgumentException($"label {label}, but there are {classes} class names");
        }
    }
}
