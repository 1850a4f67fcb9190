using System.Globalization;
using System.Text;
using ModelGen.Checkpoints;
using ModelGen.Data;
using ModelGen.Evaluation;

namespace ModelGen.Reports;

/// <summary>The page of an evaluation: figures, classes, reliability, confusions, and the pictures the model was surest of and wrong about.</summary>
internal sealed class EvaluationPage(ModelInfo model, string weights, string split, DataInfo data, EvaluationResult result)
{
    private const int MostPictures = 60;

    /// <summary>By which the weights were trained; null where their file does not say.</summary>
    public Recipe? Recipe { get; init; }

    /// <param name="path">The file.</param>
    /// <param name="images">That were evaluated.</param>
    /// <param name="probabilities">Of each, in their order; null where an image may have several classes.</param>
    public void Write(string path, ImageSet images, IReadOnlyList<float[]>? probabilities)
    {
        var page = new HtmlPage($"{model.Name} on {data.Name}");
        page.Facts(
        [
            ("weights", weights), ("images", $"{Number(result.Images)} of the {split} set"), ("top-1", Percent(result.Top1)), ("top-5", Percent(result.Top5)),
            ("loss", result.Loss.ToString("f4", CultureInfo.InvariantCulture)),
        ]);
        if (data.Synthetic)
            page.Paragraph("The images are made by the program: the figures say nothing about real pictures.", "note");
        page.Heading("Classes");
        page.Add(Classes().Html());
        if (result.Calibration is { } calibration)
            Reliability(page, calibration);
        if (result.ConfusionMatrix.Count > 0)
        {
            page.Heading("Confusions");
            page.Paragraph("Rows are true classes, columns predicted ones, in percent of the row.", "quiet");
            page.Add(ConfusionHtml.Of(result.ConfusionMatrix, data.ClassNames));
        }

        if (probabilities is not null)
            Gallery(page, images, probabilities);
        if (Recipe is not null)
            page.Add($"<details><summary>The recipe of the training</summary><pre>{HtmlPage.Text(RuntimeJson.Text(Recipe))}</pre></details>");
        page.Write(path);
    }

    private HtmlTable Classes()
    {
        var table = new HtmlTable(("class", false), ("precision", true), ("recall", true), ("F1", true));
        for (int c = 0; c < Math.Min(data.ClassNames.Count, result.F1.Count); c++)
            table.Add(data.ClassNames[c], Percent(result.Precision[c]), Percent(result.Recall[c]), Percent(result.F1[c]));
        return table;
    }

    private static void Reliability(HtmlPage page, Calibration calibration)
    {
        page.Heading("Reliability");
        page.Paragraph($"Accuracy of the images in each range of confidence; on the diagonal a model knows how sure it may be. Expected calibration error {Percent(calibration.Error)}.", "quiet");
        double[] x = [.. calibration.Bins.Select(b => (b.From + b.To) / 2)];
        page.Add("<div style=\"max-width:560px\">" + HtmlPage.Figure("accuracy by confidence", new Chart
        {
            X = x, XLabel = "confidence", Fractions = true, Unit = "percent", Height = 320, Range = [0, 1],
            Series =
            [
                new("accuracy", Chart.Colour(0), [.. calibration.Bins.Select(b => b.Images > 0 ? b.Accuracy : (double?)null)]),
                new("as sure as right", Chart.Colour(7), [.. x.Select(v => (double?)v)]) { Dashed = true },
            ],
        }) + "</div>");
    }

    private void Gallery(HtmlPage page, ImageSet images, IReadOnlyList<float[]> probabilities)
    {
        var wrong = probabilities.Select((p, i) => (Index: i, Predicted: Array.IndexOf(p, p.Max()), Probabilities: p))
            .Where(x => x.Predicted != images.Labels[x.Index] && x.Predicted < data.ClassNames.Count)
            .OrderByDescending(x => x.Probabilities[x.Predicted]).Take(MostPictures).ToList();
        if (wrong.Count == 0 || images.Shape.Channels is not (1 or 3))
            return;
        page.Heading("Wrong, and sure of it");
        page.Paragraph("The images with the highest probability for a wrong class.", "quiet");
        var gallery = new StringBuilder("<div class=\"gallery\">\n");
        foreach (var (index, predicted, p) in wrong)
        {
            int label = images.Labels[index];
            gallery.Append(CultureInfo.InvariantCulture, $"<figure><img alt=\"{HtmlPage.Text(data.ClassNames[label])}\" loading=\"lazy\" src=\"data:image/png;base64,{Png(images, index)}\"><figcaption><b>{HtmlPage.Text(data.ClassNames[predicted])}</b> {Percent(p[predicted])}<br>is {HtmlPage.Text(data.ClassNames[label])} ({Percent(p[label])})</figcaption></figure>\n");
        }

        page.Add(gallery.Append("</div>").ToString());
    }

    private static string Png(ImageSet images, int index)
    {
        using var stream = new MemoryStream();
        PngWriter.Write(stream, images.Shape, images[index]);
        return Convert.ToBase64String(stream.ToArray());
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double? share) => share?.ToString("p1", CultureInfo.InvariantCulture) ?? "–";
}
