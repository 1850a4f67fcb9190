using System.Diagnostics;
using System.Text.Json;

namespace ModelGen.Benchmarks;

/// <summary>
/// A process of this program that does one piece of work and nothing else, <c>alone WORK REQUEST</c>: memory has a peak of its own there, and what
/// is measured cold is cold.
/// </summary>
internal static class OwnProcess
{
    public const string Verb = "alone";

    /// <summary>Does the work that another process of this program asked for; its reply goes out as a line of JSON.</summary>
    public static int Answer(IReadOnlyDictionary<string, Func<JsonElement, object>> works, string work, string request)
    {
        using var document = JsonDocument.Parse(request);
        Console.WriteLine(FigureFile.Text(works[work](document.RootElement)));
        return 0;
    }

    /// <summary>How to start it.</summary>
    public static ProcessStartInfo Start(params IEnumerable<string> arguments) =>
        new("dotnet", [typeof(OwnProcess).Assembly.Location, Verb, .. arguments]) { RedirectStandardOutput = true };

    /// <summary>Has the work done in a process of its own.</summary>
    /// <exception cref="UserError">It ended without a reply: memory ran out, for one.</exception>
    public static T Run<T>(string work, object request, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = Start(work, FigureFile.Text(request));
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        string reply = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new UserError($"a process for {work} {FigureFile.Text(request)} ended with {process.ExitCode}: its messages are above");
        return FigureFile.Parse<T>(reply);
    }

    /// <summary>Seconds from the start of a process to the first line that it prints.</summary>
    /// <exception cref="UserError">It printed none.</exception>
    public static double SecondsToFirstLine(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        long before = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        string? line = process.StandardOutput.ReadLine();
        double seconds = Stopwatch.GetElapsedTime(before).TotalSeconds;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return line is not null && process.ExitCode == 0 ? seconds : throw new UserError($"{start.FileName} ended with {process.ExitCode}: its messages are above");
    }
}
