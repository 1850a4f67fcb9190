using ModelGen.Data;

namespace ModelGen.Runtime.Tests.Data;

/// <summary>Pictures with label files, and the layout of Oxford-IIIT Pets.</summary>
public sealed class LabelledPicturesTests : IDisposable
{
    private static readonly ImageShape Small = new(3, 8, 8);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Pictures_have_the_classes_that_the_label_file_gives_them()
    {
        WriteLabelled();
        var set = new DataLocator().Load(folder.Path, shape: Small);
        Assert.Equal(["cat", "big, old dog"], set.ClassNames);
        Assert.Equal([true, false, false, true, true, true, false, false], Marks(set.Train.LabelSets!));
        Assert.Equal([10, 20, 30, 40], Enumerable.Range(0, 4).Select(i => (int)set.Train[i][0]));
        Assert.Equal([0, 1, 0, -1], set.Train.AllLabels);
        Assert.Equal([2, 2], set.Train.CountClasses(2));
        Assert.Equal(["cat", "big, old dog", "cat+big, old dog", "none"], Enumerable.Range(0, 4)
            .Select(i => set.Train.ClassText(i, set.ClassNames)));
    }

    [Fact]
    public void Batches_hold_a_target_for_each_class()
    {
        WriteLabelled();
        var set = new DataLocator().Load(folder.Path, shape: Small);
        using var loader = new BatchLoader(
            set.Train, set.Normalization, [2, 0, 3], new BatchLoaderOptions { BatchSize = 3, Augment = [new Augmentation.Mixup(1)] });
        var batch = loader.Epoch(1).First();
        Assert.Equal([3L, 2], batch.Labels.shape);
        Assert.Equal([1, 1, 1, 0, 0, 0], batch.Labels.data<float>().ToArray());
        // Each image's neighbour is the one before it.
        Assert.Equal([0, 0, 1, 1, 1, 0], batch.Mixing!.Labels.data<float>().ToArray());
    }

    [Fact]
    public void A_corrupt_picture_is_left_out_with_its_labels()
    {
        WriteLabelled();
        File.WriteAllText(folder["train/b.png"], "broken");
        var set = ImageFolderReader.Read(folder.Path, Small, new ImageFolderOptions { SkipCorrupt = true });
        Assert.Equal([true, false, true, true, false, false], Marks(set.Train.LabelSets!));
    }

    [Theory]
    [InlineData("picture,cat\n", "line 1: expected file and the names of the classes")]
    [InlineData("file,cat,cat\n", "line 1: expected file")]
    [InlineData("file,cat,dog\na.png,1\n", "line 2: 2 cells, expected 3")]
    [InlineData("file,cat,dog\n\na.png,1,yes\n", "line 3: yes: expected 1 or 0")]
    [InlineData("file,cat,dog\n", "no pictures")]
    [InlineData("file,cat,\"big, old dog\"\nz.png,1,0\n", "z.png: not found")]
    public void A_wrong_label_file_is_named_with_its_line(string text, string expected)
    {
        WriteLabelled();
        File.WriteAllText(folder["train/labels.csv"], text);
        Assert.Contains(expected, Assert.Throws<UserError>(() => ImageFolderReader.Read(folder.Path, Small)).Message);
    }

    [Fact]
    public void Label_files_of_both_folders_are_of_the_same_classes()
    {
        WriteLabelled();
        File.WriteAllText(folder["val/labels.csv"], "file,cat\nv.png,1\n");
        Assert.Contains("its classes are not those of", Assert.Throws<UserError>(() => ImageFolderReader.Read(folder.Path, Small)).Message);
        File.Delete(folder["val/labels.csv"]);
        Assert.Contains("expected one in both folders", Assert.Throws<UserError>(() => ImageFolderReader.Read(folder.Path, Small)).Message);
    }

    [Fact]
    public void A_split_keeps_the_shares_of_equal_sets()
    {
        var labels = new bool[400, 2];
        for (int i = 0; i < 400; i++)
            (labels[i, 0], labels[i, 1]) = (i % 4 < 2, i % 4 == 1);
        var sets = new LabelSets(labels);
        var split = DataSplit.Create(sets.Strata(), null, HoldOut.OfShare(0.25), seed: 3);
        Assert.Equal([25, 25], new[] { (true, false), (true, true) }.Select(
            s => split.Validation.Count(i => (sets[i][0], sets[i][1]) == s)));
    }

    [Fact]
    public void Pets_have_their_class_in_their_name()
    {
        WritePets();
        var set = new DataLocator().Load(folder.Path, shape: Small);
        // As the official class numbers have it, capitals (cats) and small letters (dogs) are one alphabet.
        Assert.Equal(["Abyssinian", "american_bulldog", "Bengal"], set.ClassNames);
        Assert.Equal([2, 0, 1], set.Train.AllLabels);
        Assert.Equal([1], set.Test.AllLabels);
        Assert.Equal([10, 20, 30], Enumerable.Range(0, 3).Select(i => (int)set.Train[i][0]));
    }

    [Fact]
    public void Pets_that_are_missing_or_unknown_are_named()
    {
        WritePets();
        File.Delete(folder["images/Abyssinian_1.jpg"]);
        Assert.Contains("Abyssinian_1.jpg: not found (1 of 3 pictures in",
            Assert.Throws<UserError>(() => PetsReader.Read(folder.Path, Small)).Message);
        File.WriteAllText(folder["annotations/test.txt"], "pug_1 1 2 1\n");
        Assert.Contains("pug_1: a class that trainval.txt does not have",
            Assert.Throws<UserError>(() => PetsReader.Read(folder.Path, Small)).Message);
        File.WriteAllText(folder["annotations/test.txt"], "Bengal_3 1 2 1\n../x_1 1 2 1\n");
        Assert.Contains("test.txt: line 2: ../x_1: expected the name of a picture",
            Assert.Throws<UserError>(() => PetsReader.Read(folder.Path, Small)).Message);
        File.Delete(folder["annotations/test.txt"]);
        Assert.Contains("test.txt: cannot be read", Assert.Throws<UserError>(() => PetsReader.Read(folder.Path, Small)).Message);
    }

    private void WriteLabelled()
    {
        for (int i = 0; i < 4; i++)
            Picture($"train/{(char)('a' + i)}.png", (byte)(10 * (i + 1)));
        Picture("val/v.png", 50);
        File.WriteAllText(folder["train/labels.csv"], "file,cat,\"big, old dog\"\na.png,1,0\nb.png,0,1\nc.png,1,1\nd.png,0,0\n");
        File.WriteAllText(folder["val/labels.csv"], "file,cat,\"big, old dog\"\nv.png,0,1\n");
    }

    private void WritePets()
    {
        Directory.CreateDirectory(folder["annotations"]);
        File.WriteAllText(folder["annotations/trainval.txt"], "Bengal_12 6 1 2\nAbyssinian_1 1 1 1\namerican_bulldog_100 2 2 1\n");
        File.WriteAllText(folder["annotations/test.txt"], "american_bulldog_3 2 2 1\n");
        foreach (var (name, value) in new[] { ("Bengal_12", 10), ("Abyssinian_1", 20), ("american_bulldog_100", 30), ("american_bulldog_3", 40) })
            Picture($"images/{name}.jpg", (byte)value);
    }

    private static IEnumerable<bool> Marks(LabelSets sets) => Enumerable.Range(0, sets.Count).SelectMany(i => sets[i].ToArray());

    /// <summary>PNG, whatever the name says: the decoder looks into the file, as it must for some pictures of the real set.</summary>
    private void Picture(string name, byte value)
    {
        var planes = new byte[Small.Size];
        planes.AsSpan().Fill(value);
        AtomicFile.Write(folder[name], stream => PngWriter.Write(stream, Small, planes));
    }
}
