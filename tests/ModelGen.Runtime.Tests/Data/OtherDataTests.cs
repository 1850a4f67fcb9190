using ModelGen.Data;

namespace ModelGen.Runtime.Tests.Data;

/// <summary>CIFAR-100, folders of pictures, images in memory.</summary>
public sealed class OtherDataTests : IDisposable
{
    private static readonly ImageShape Small = new(3, 8, 8);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Cifar_100_has_fine_labels_behind_the_coarse_ones()
    {
        string place = folder[Cifar100Reader.FolderName];
        Directory.CreateDirectory(place);
        WriteRecords(Path.Combine(place, "train.bin"), 50_000);
        WriteRecords(Path.Combine(place, "test.bin"), 10_000);
        File.WriteAllLines(Path.Combine(place, "fine_label_names.txt"), Enumerable.Range(0, 100).Select(i => $"fine{i}"));
        var set = Cifar100Reader.Read(folder.Path);
        Assert.Equal((50_000, 10_000, 100, "fine42"), (set.Train.Count, set.Test.Count, set.ClassNames.Count, set.ClassNames[42]));
        Assert.Equal(77, set.Train.AllLabels[1077]);
        Assert.Equal(Enumerable.Repeat((byte)(1077 % 251), 3072), set.Train[1077].ToArray());
        Assert.Equal("CIFAR-100", new DataLocator().Load(folder.Path).Name);
        File.WriteAllBytes(Path.Combine(place, "test.bin"), new byte[500]);
        Assert.Contains("test.bin: 500 bytes, expected 30,740,000 (10,000 records of 2 labels",
            Assert.Throws<UserError>(() => Cifar100Reader.Read(folder.Path)).Message);
    }

    [Fact]
    public void A_folder_of_pictures_has_its_classes_in_order_and_every_picture_at_the_models_size()
    {
        Picture("train/zebra/1.png", 8, 8, 10);
        Picture("train/ant/1.png", 16, 8, 20);
        Picture("train/ant/deeper/2.png", 31, 50, 30);
        Picture("test/zebra/1.png", 8, 8, 40);
        File.WriteAllText(Path.Combine(folder["train/ant"], "notes.txt"), "not a picture, and no one asks");
        var set = new DataLocator().Load(folder.Path, shape: Small);
        Assert.Equal(["ant", "zebra"], set.ClassNames);
        Assert.Equal([0, 0, 1], set.Train.AllLabels);
        Assert.Equal([20, 30, 10], Enumerable.Range(0, 3).Select(i => (int)set.Train[i][100]));
        Assert.Equal(Small, set.Test.Shape);
    }

    [Fact]
    public void Pictures_are_covered_and_cut_in_the_middle_as_torchvision_does_it()
    {
        // 24×8, left third black, middle white, right black: the middle is what an 8×8 model sees.
        var rgb = new byte[3 * 24 * 8];
        for (int i = 0; i < 24 * 8; i++)
            rgb.AsSpan(3 * i, 3).Fill(i % 24 is >= 8 and < 16 ? (byte)255 : (byte)0);
        Assert.All(CentreCrop.Cover(new DecodedImage(24, 8, rgb), 8, 8).Rgb, v => Assert.Equal(255, v));
    }

    [Fact]
    public void A_corrupt_picture_is_named_and_fatal_or_left_out()
    {
        for (int i = 0; i < 3; i++)
            Picture($"train/ant/{i}.png", 8, 8, 10);
        Picture("test/ant/1.png", 8, 8, 10);
        File.WriteAllText(folder["train/ant/1.png"], "broken");
        var error = Assert.ThrowsAny<Exception>(() => ImageFolderReader.Read(folder.Path, Small));
        Assert.Contains("1.png: not a JPEG, PNG", Assert.IsType<UserError>(error).Message);
        var said = new List<string>();
        var set = ImageFolderReader.Read(folder.Path, Small, new ImageFolderOptions { SkipCorrupt = true, Say = said.Add });
        Assert.Equal(2, set.Train.Count);
        Assert.Contains("1 of 3 pictures cannot be read and are left out", Assert.Single(said));
    }

    [Fact]
    public void Folders_that_do_not_fit_are_named()
    {
        Picture("train/ant/1.png", 8, 8, 10);
        Picture("test/bee/1.png", 8, 8, 10);
        Assert.Contains("bee: a class that", Assert.Throws<UserError>(() => ImageFolderReader.Read(folder.Path, Small)).Message);
        Directory.CreateDirectory(folder["empty/train"]);
        Directory.CreateDirectory(folder["empty/val"]);
        Assert.Contains("expected a folder for each class",
            Assert.Throws<UserError>(() => ImageFolderReader.Read(folder["empty"], Small)).Message);
    }

    [SkippableFact]
    public void Real_pictures_in_folders_can_be_read()
    {
        string real = Path.Combine(Python.RepositoryRoot, "../shared/data/cifar10-folder");
        Skip.IfNot(Directory.Exists(real), $"{real} is not here");
        var set = ImageFolderReader.Read(real, new ImageShape(3, 32, 32));
        Assert.Equal(Cifar10Reader.ClassNames, set.ClassNames);
        Assert.Equal((400, 100), (set.Train.Count, set.Test.Count));
        Assert.InRange(set.Normalization.Mean[0], 0.4f, 0.6f);
    }

    [Fact]
    public void Images_in_memory_are_a_data_set_with_statistics_of_their_own()
    {
        var train = TestImages.Noise(30, Small, classes: 3);
        var set = Dataset.Of("mine", ["a", "b", "c"], train, TestImages.Noise(6, Small, classes: 3));
        Assert.Equal(Normalization.Of(train), set.Normalization);
        Assert.Throws<ArgumentException>(() => Dataset.Of("mine", ["a", "b"], train, train));
    }

    private static void WriteRecords(string path, int count)
    {
        var bytes = new byte[count * 3074];
        for (int i = 0; i < count; i++)
        {
            (bytes[i * 3074], bytes[(i * 3074) + 1]) = ((byte)(i % 20), (byte)(i % 100));
            bytes.AsSpan((i * 3074) + 2, 3072).Fill((byte)(i % 251));
        }

        File.WriteAllBytes(path, bytes);
    }

    private void Picture(string name, int width, int height, byte value)
    {
        var shape = new ImageShape(3, height, width);
        var planes = new byte[shape.Size];
        planes.AsSpan().Fill(value);
        AtomicFile.Write(folder[name], stream => PngWriter.Write(stream, shape, planes));
    }
}
