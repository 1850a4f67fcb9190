using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;

namespace ModelGen.Reports;

/// <summary>
/// One HTML file that holds all it needs: style, charts and the library that draws them (uPlot, MIT), pictures. Nothing in it refers to
/// anything outside, so it opens anywhere, without a network.
/// </summary>
internal sealed class HtmlPage(string title)
{
    private readonly StringBuilder body = new();

    /// <summary>Text with what HTML reserves escaped.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Adds HTML as it is.</summary>
    public void Add(string html) => body.Append(html).Append('\n');

    public void Heading(string text) => Add($"<h2>{Text(text)}</h2>");

    public void Paragraph(string text, string style = "") => Add($"<p{(style.Length > 0 ? $" class=\"{style}\"" : "")}>{Text(text)}</p>");

    public void Facts(IEnumerable<(string Name, string Value)> facts) =>
        Add($"<dl class=\"facts\">{string.Concat(facts.Select(f => $"<div><dt>{Text(f.Name)}</dt><dd>{Text(f.Value)}</dd></div>"))}</dl>");

    /// <summary>A chart with a caption.</summary>
    public static string Figure(string caption, Chart chart) => string.Create(CultureInfo.InvariantCulture,
        $"<figure><figcaption>{Text(caption)}</figcaption><div data-chart=\"{Text(chart.Json())}\" style=\"min-height:{chart.Height}px\"></div></figure>");

    public static string Key(string colour) => $"<span class=\"key\" style=\"background:var({colour})\"></span>";

    /// <summary>The whole file.</summary>
    public string Html() => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Text(title)}</title>
        <link rel="icon" href="data:,">
        <style>{Asset("uPlot.min.css")}{Asset("report.css")}</style>
        </head>
        <body>
        <main>
        <h1>{Text(title)}</h1>
        {body}</main>
        <!--
        {Asset("THIRD-PARTY-NOTICES.txt")}-->
        <script>{Asset("uPlot.iife.min.js")}</script>
        <script>{Asset("report.js")}</script>
        </body>
        </html>

        """;

    /// <exception cref="UserError">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Html())));

    private static string Asset(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"reports/{name}")
            ?? throw new InvalidOperationException($"the assembly lacks {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
