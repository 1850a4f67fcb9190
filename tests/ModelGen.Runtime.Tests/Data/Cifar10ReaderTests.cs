using ModelGen.Data;

namespace ModelGen.Runtime.Tests.Data;

public sealed class Cifar10ReaderTests(Cifar10ReaderTests.Files files) : IClassFixture<Cifar10ReaderTests.Files>
{
    [Fact]
    public void Reads_every_image_and_label_in_order()
    {
        var set = Cifar10Reader.Read(files.Root);
        Assert.Equal((50_000, 10_000, false), (set.Train.Count, set.Test.Count, set.IsSynthetic));
        Assert.Equal(Cifar10Reader.ClassNames, set.ClassNames);
        foreach (int i in new[] { 0, 9_999, 10_000, 34_567, 49_999 })
        {
            Assert.Equal((i % 10_000 + i / 10_000) % 10, set.Train.AllLabels[i]);
            Assert.Equal(Enumerable.Repeat(CifarFiles.Pixel(i / 10_000, i % 10_000), 3072), set.Train[i].ToArray());
        }

        Assert.Equal(CifarFiles.Pixel(5, 1234), set.Test[1234][3071]);
    }

    [Fact]
    public void Takes_the_folder_of_the_files_too() => Assert.Equal(10_000, Cifar10Reader.Read(files.Folder).Test.Count);

    [Fact]
    public void A_truncated_file_is_named_with_both_sizes() => Damaged("data_batch_4.bin",
        path => { using var file = new FileStream(path, FileMode.Open); file.SetLength(1000); },
        "data_batch_4.bin: 1,000 bytes, expected 30,730,000");

    [Fact]
    public void A_file_with_an_impossible_label_is_named_with_its_record() => Damaged("data_batch_2.bin",
        path => { using var file = new FileStream(path, FileMode.Open) { Position = 77 * 3073 }; file.WriteByte(42); },
        "data_batch_2.bin: record 77: label 42, expected 0 to 9");

    [Fact]
    public void A_missing_file_is_named() => Damaged("test_batch.bin", File.Delete, "test_batch.bin: not found");

    [Fact]
    public void Class_names_must_be_ten() => Damaged("batches.meta.txt",
        path => File.WriteAllText(path, "cat\ndog\n"), "batches.meta.txt: 2 class names, expected 10");

    [Fact]
    public void A_folder_without_any_of_the_files_says_what_it_looked_for()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<UserError>(() => Cifar10Reader.Read(folder.Path));
        Assert.Contains($"{folder.Path}: no CIFAR-10 here: expected data_batch_1.bin", error.Message);
    }

    [SkippableFact]
    public void The_real_training_set_has_the_constants_its_normalisation_says()
    {
        string? folder = Environment.GetEnvironmentVariable("MODELGEN_DATA");
        Skip.If(folder is null || Cifar10Reader.FindFolder(folder) is null, "MODELGEN_DATA names no folder with CIFAR-10");
        var measured = Normalization.Of(Cifar10Reader.Read(folder!).Train);
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(Normalization.Cifar10.Mean[c], measured.Mean[c], 0.002f);
            Assert.Equal(Normalization.Cifar10.Std[c], measured.Std[c], 0.005f);
        }
    }

    /// <summary>Damages one file, checks the message, and puts the file back.</summary>
    private void Damaged(string name, Action<string> damage, string expected)
    {
        string path = Path.Combine(files.Folder, name);
        File.Copy(path, path + ".whole");
        try
        {
            damage(path);
            var error = Assert.Throws<UserError>(() => Cifar10Reader.Read(files.Root));
            Assert.StartsWith(Path.Combine(files.Folder, expected), error.Message);
        }
        finally
        {
            File.Move(path + ".whole", path, overwrite: true);
        }
    }

    public sealed class Files : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public Files() => CifarFiles.Write(Folder);

        public string Root => folder.Path;

        public string Folder => folder[Cifar10Reader.FolderName];

        public void Dispose() => folder.Dispose();
    }
}
