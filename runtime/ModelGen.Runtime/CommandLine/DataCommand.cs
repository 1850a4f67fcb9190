using System.CommandLine;
using System.Globalization;
using ModelGen.Checkpoints;
using ModelGen.Data;

namespace ModelGen.CommandLine;

/// <summary><c>data prepare</c>, <c>data stats</c> and <c>data export</c>.</summary>
internal static class DataCommand
{
    public static Command Create(CommandConsole console, DataLocator locator) =>
        new("data", "Prepares the training data, measures it, or writes some of its pictures.") { Prepare(console, locator), Statistics(console, locator), Export(console, locator) };

    private static Command Prepare(CommandConsole console, DataLocator locator)
    {
        var data = CommandOptions.Data();
        data.Description = $"Folder to hold CIFAR-10. Default: ${DataLocator.Variable}, else ./data.";
        var json = CommandOptions.Json();
        var command = new Command("prepare", "Makes sure that CIFAR-10 is there and whole; downloads the official archive (162 MB) if it is not.") { data, json };
        command.SetAction(parsed =>
        {
            using var interrupt = new Interrupt();
            var set = locator.Prepare(parsed.GetValue(data), interrupt.Token);
            console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{set.Name}: {set.Train.Count:N0} training and {set.Test.Count:N0} test images of {set.Train.Shape}, {set.ClassNames.Count} classes, from {set.Source}"));
            CommandConsole.WriteJson(parsed.GetValue(json), new DataReport(DataInfo.Of(set), set.Train.Count, set.Test.Count, null), RuntimeJson.Default.DataReport);
            return 0;
        });
        return command;
    }

    private static Command Statistics(CommandConsole console, DataLocator locator)
    {
        var (data, skipCorrupt, json) = (CommandOptions.Data(), CommandOptions.SkipCorrupt(), CommandOptions.Json());
        var size = new Option<int>("--size") { HelpName = "N", DefaultValueFactory = _ => 32, Description = "To how many pixels square pictures in folders are resized." };
        var command = new Command("stats", "Measures the training images: mean and standard deviation of each channel, from 0 to 1, and images in each class.") { data, size, skipCorrupt, json };
        command.SetAction(parsed =>
        {
            using var interrupt = new Interrupt();
            if (parsed.GetValue(size) < 1)
                throw new UserError($"--size {parsed.GetValue(size)}: expected at least 1");
            var shape = new ImageShape(3, parsed.GetValue(size), parsed.GetValue(size));
            var set = locator.Load(parsed.GetValue(data), interrupt.Token, shape, parsed.GetValue(skipCorrupt));
            var measured = Normalization.Of(set.Train);
            int[] counts = set.Train.CountClasses(set.ClassNames.Count);
            console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{set.Name}: {set.Train.Count:N0} training images of {set.Train.Shape}"));
            console.Out.WriteLine($"mean {Numbers(measured.Mean)}");
            console.Out.WriteLine($"standard deviation {Numbers(measured.Std)}");
            var table = new TextTable(("class", false), ("images", true));
            for (int c = 0; c < counts.Length; c++)
                table.Add(set.ClassNames[c], counts[c].ToString("N0", CultureInfo.InvariantCulture));
            table.Write(console.Out);
            CommandConsole.WriteJson(parsed.GetValue(json), new StatisticsReport(DataInfo.Of(set), set.Train.Count, measured, counts), RuntimeJson.Default.StatisticsReport);
            return 0;
        });
        return command;

        static string Numbers(IReadOnlyList<float> values) => string.Join(", ", values.Select(v => v.ToString("f4", CultureInfo.InvariantCulture)));
    }

    private static Command Export(CommandConsole console, DataLocator locator)
    {
        var data = CommandOptions.Data();
        var split = CommandOptions.Split();
        var count = new Option<int>("--count") { HelpName = "N", DefaultValueFactory = _ => 10, Description = "How many, from the first on." };
        var folder = new Option<string>("--out") { HelpName = "DIR", DefaultValueFactory = _ => "out/pictures", Description = "Where to." };
        var json = CommandOptions.Json();
        var command = new Command("export", "Writes pictures of the data as PNG files named by split, number and class, for instance to try `predict`.") { data, split, count, folder, json };
        command.SetAction(parsed =>
        {
            using var interrupt = new Interrupt();
            var set = locator.Load(parsed.GetValue(data), interrupt.Token);
            var files = ExportFiles(set, parsed.GetValue(split)!, parsed.GetValue(count), parsed.GetValue(folder)!);
            foreach (string file in files)
                console.Out.WriteLine(file);
            CommandConsole.WriteJson(parsed.GetValue(json), new DataReport(DataInfo.Of(set), set.Train.Count, set.Test.Count, files), RuntimeJson.Default.DataReport);
            return 0;
        });
        return command;
    }

    private static List<string> ExportFiles(Dataset set, string split, int count, string folder)
    {
        var images = set.Split(split);
        if (count < 1 || count > images.Count)
            throw new UserError($"--count {count}: expected 1 to {images.Count}");
        var files = new List<string>();
        for (int i = 0; i < count; i++)
        {
            string file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{split}-{i:00000}-{images.ClassText(i, set.ClassNames)}.png"));
            int index = i;
            AtomicFile.Write(file, stream => PngWriter.Write(stream, images.Shape, images[index]));
            files.Add(file);
        }

        return files;
    }
}
