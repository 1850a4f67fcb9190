using System.Globalization;
using System.Text;

namespace ModelGen.CommandLine;

/// <summary>Predictions as a table (RFC 4180): file, then class and probability of each rank.</summary>
internal static class PredictionCsv
{
    public static void Write(string path, IReadOnlyList<PicturePrediction> predictions)
    {
        var text = new StringBuilder("file");
        for (int rank = 1; rank <= predictions[0].Classes.Count; rank++)
            text.Append(CultureInfo.InvariantCulture, $",class_{rank},probability_{rank}");
        text.Append('\n');
        foreach (var prediction in predictions)
        {
            text.Append(Cell(prediction.File));
            foreach (var (name, probability) in prediction.Classes)
                text.Append(CultureInfo.InvariantCulture, $",{Cell(name)},{probability:f6}");
            text.Append('\n');
        }

        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Cell(string text) =>
        text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
