using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace ModelGen.CommandLine;

/// <summary>Where a command speaks, and to whom.</summary>
internal sealed class CommandConsole(TextWriter output, TextWriter error, IAnsiConsole? live)
{
    /// <summary>Results.</summary>
    public TextWriter Out { get; } = output;

    /// <summary>Errors and warnings.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>The terminal, for moving displays; null when output goes to a file or a pipe.</summary>
    public IAnsiConsole? Live { get; } = live;

    public static CommandConsole OfProcess()
    {
        bool terminal = !Console.IsOutputRedirected && AnsiConsole.Console.Profile.Capabilities.Interactive;
        return new(Console.Out, Console.Error, terminal ? AnsiConsole.Console : null);
    }

    /// <summary>Writes a result for scripts, if they asked for it.</summary>
    public static void WriteJson<T>(string? path, T report, JsonTypeInfo<T> type)
    {
        if (path is not null)
            AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, report, type));
    }
}
