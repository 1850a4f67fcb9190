using System.Diagnostics;
using System.Text.RegularExpressions;
using ModelGen.CommandLine;
using ModelGen.Data;
using StbImageSharp;

namespace ModelGen.Runtime.Tests.Reports;

/// <summary>The pages of studies and evaluations, opened in a real browser where there is one.</summary>
public sealed partial class PageTests : IDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    /// <summary>--c0 and --c1 of report.css in light mode: the colours of lines.</summary>
    private static readonly (byte, byte, byte)[] LineColours = [(0x25, 0x63, 0xB1), (0xC8, 0x55, 0x3D)];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void A_study_s_page_draws_every_chart_and_needs_nothing_else()
    {
        Run("sweep", "TinyModel", "--data", "synthetic", "--subset", "300", "--epochs", "3", "--set", "dropout=0,0.5", "--seeds", "1,2", "--evaluate-training", "--out", folder["out"]);
        string page = folder["out/report.html"];
        string html = File.ReadAllText(page);
        Assert.Contains("uPlot", html);
        Assert.Contains("Permission is hereby granted", html);
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", html);
        foreach (string part in new[] { "Scores by dropout", "TinyModel, dropout=0.5", "training accuracy", "Confusions on the test images", "s per epoch", "dropout 0.5", "&quot;optimizer&quot;", "made by the program" })
            Assert.Contains(part, html);

        int charts = Attributes().Count(html);
        // Scores, all validation curves, and loss and accuracy of both configurations.
        Assert.Equal(6, charts);
        var (dom, said) = Browse(page, "--dump-dom");
        Assert.DoesNotContain("CONSOLE", said);
        Assert.Contains($"data-drawn=\"{charts}\"", dom);
        Assert.Equal(charts, Regex.Count(dom, "<canvas"));
        CheckLines(page);
    }

    [SkippableFact]
    public void An_evaluation_s_page_shows_classes_reliability_and_what_was_wrong()
    {
        Run("train", "TinyModel", "--data", "synthetic", "--subset", "300", "--epochs", "1", "--out", folder["run"]);
        Run("eval", "TinyModel", "--data", "synthetic", "--weights", folder["run/last.ckpt"], "--report", folder["e.html"]);
        string html = File.ReadAllText(folder["e.html"]);
        foreach (string part in new[] { "precision", "Reliability", "Confusions", "Wrong, and sure of it", "Expected calibration error", "The recipe of the training" })
            Assert.Contains(part, html);
        var pictures = Regex.Matches(html, "src=\"data:image/png;base64,([^\"]+)\"");
        Assert.Equal(60, pictures.Count);
        Assert.All(pictures, p => Assert.Equal((32, 32), Size(Convert.FromBase64String(p.Groups[1].Value))));
        // Surest first.
        double[] sure = [.. Regex.Matches(html, "</b> ([0-9.]+) %").Select(m => double.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(sure.OrderDescending(), sure);
        var (dom, said) = Browse(folder["e.html"], "--dump-dom");
        Assert.DoesNotContain("CONSOLE", said);
        Assert.Contains("data-drawn=\"1\"", dom);
        CheckLines(folder["e.html"], lines: 1);
    }

    /// <summary>That lines were really painted: their colours are many times in the picture of the page.</summary>
    private void CheckLines(string page, int lines = 2)
    {
        string picture = folder["page.png"];
        Browse(page, $"--screenshot={picture}");
        var image = ImageResult.FromMemory(File.ReadAllBytes(picture), ColorComponents.RedGreenBlue);
        foreach (var colour in LineColours.Take(lines))
        {
            int pixels = Enumerable.Range(0, image.Width * image.Height).Count(i => (image.Data[3 * i], image.Data[(3 * i) + 1], image.Data[(3 * i) + 2]) == colour);
            Assert.True(pixels > 300, $"{pixels} pixels of {colour}");
        }
    }

    private static (int, int) Size(byte[] png)
    {
        var image = ImageResult.FromMemory(png, ColorComponents.RedGreenBlue);
        return (image.Width, image.Height);
    }

    private (string Out, string Error) Browse(string page, string what)
    {
        Skip.IfNot(File.Exists(Chromium), $"there is no {Chromium} (Debian: chromium; scripts/setup.sh --tests installs it for root)");
        var start = new ProcessStartInfo("timeout", ["60", Chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr",
            "--virtual-time-budget=4000", "--window-size=1200,3000", $"--user-data-dir={folder["profile"]}", what, new Uri(page).AbsoluteUri])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = Task.Run(process.StandardError.ReadToEnd);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
#pragma warning disable xUnit1031 // The process has ended: nothing blocks.
        string said = error.GetAwaiter().GetResult();
#pragma warning restore xUnit1031
        Assert.True(process.ExitCode == 0, said);
        return (output, said);
    }

    private static void Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var locator = new DataLocator { MakeSynthetic = () => TestImages.Synthetic };
        int code = ModelGenCommandLine.Run(
            [TinyModel.Info], [.. args, "--threads", "1"], new CommandConsole(output, error, live: null), locator, new ModelGen.Checkpoints.WeightsStore { OfflineFolder = "/nowhere" });
        Assert.True(code == 0, error.ToString());
    }

    [GeneratedRegex("data-chart=\"")]
    private static partial Regex Attributes();
}
