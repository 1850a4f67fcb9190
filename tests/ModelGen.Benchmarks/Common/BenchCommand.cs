using System.CommandLine;

namespace ModelGen.Benchmarks;

/// <summary>A benchmark on the command line, with the options that all of them take.</summary>
internal sealed class BenchCommand : Command
{
    private const int UsualRounds = 7;

    private readonly Option<int> rounds;
    private readonly Option<string?> json = new("--json") { HelpName = "FILE", Description = "Also write the figures there." };
    private readonly Option<double>? seconds;
    private readonly Option<string?>? only;

    /// <param name="name">On the command line.</param>
    /// <param name="description">What is measured.</param>
    /// <param name="run">Measures, prints and writes the figures.</param>
    /// <param name="seconds">How long a measurement lasts; null where its length is given.</param>
    /// <param name="rows">What the rows are, where there are several: networks.</param>
    /// <param name="usualRounds">Measurements of each, where the user does not say.</param>
    public BenchCommand(
        string name, string description, Action<BenchSettings> run, double? seconds = null, string? rows = null, int usualRounds = UsualRounds) : base(name, description)
    {
        Add(rounds = new("--rounds")
        {
            HelpName = "N", DefaultValueFactory = _ => usualRounds, Description = "Measurements of each, taken in turn; figures and ratios are medians over them.",
        });
        Add(json);
        if (seconds is { } usual)
            Add(this.seconds = new("--seconds") { HelpName = "S", DefaultValueFactory = _ => usual, Description = "How long a measurement lasts." });
        if (rows is not null)
            Add(only = new("--only") { HelpName = "TEXT", Description = $"Only {rows} whose name contains this." });
        SetAction(parsed => run(Settings(parsed)));
    }

    private BenchSettings Settings(ParseResult parsed)
    {
        int count = parsed.GetValue(rounds);
        double time = seconds is null ? 0 : parsed.GetValue(seconds);
        if (count < 1)
            throw new UserError($"--rounds {count}: expected at least 1");
        if (seconds is not null && !(time > 0 && double.IsFinite(time)))
            throw new UserError(FormattableString.Invariant($"--seconds {time}: expected more than 0"));
        return new BenchSettings(parsed, count, time, only is null ? null : parsed.GetValue(only), parsed.GetValue(json));
    }
}

/// <summary>What a benchmark was asked for.</summary>
/// <param name="Parsed">For a benchmark's own options.</param>
/// <param name="Rounds">Measurements of each thing.</param>
/// <param name="Seconds">Of a measurement.</param>
/// <param name="Only">Part of the names of the rows wanted; null for all.</param>
/// <param name="Json">Where to write the figures; null for nowhere.</param>
internal sealed record BenchSettings(ParseResult Parsed, int Rounds, double Seconds, string? Only, string? Json)
{
    /// <summary>The rows wanted.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public IReadOnlyList<T> Select<T>(IReadOnlyList<T> rows, Func<T, string> name)
    {
        var wanted = rows.Where(r => name(r).Contains(Only ?? "", StringComparison.OrdinalIgnoreCase)).ToList();
        return wanted.Count > 0 ? wanted : throw new UserError($"--only {Only}: expected part of one of {string.Join(", ", rows.Select(name))}");
    }

    /// <summary>Writes the figures, if that was asked for.</summary>
    /// <exception cref="UserError">The file cannot be written.</exception>
    public void Write(object figures)
    {
        if (Json is not null)
            FigureFile.Write(Json, figures);
    }
}
