using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace ModelGen.Export.Tests;

/// <summary>The distribution's Python, with what of its libraries a test asks for.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>The whole zoo has models that take their time on two cores.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(
        Environment.GetEnvironmentVariable("MODELGEN_PARITY") == "all" ? 40 : 4);

    private static readonly Dictionary<string, string?> Missing = [];

    public static string RepositoryRoot { get; } = typeof(Python).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(a => a.Key == "RepositoryRoot").Value!;

    public static void SkipWithout(string module)
    {
        lock (Missing)
        {
            if (!Missing.TryGetValue(module, out string? reason))
            {
                reason = !File.Exists(Interpreter) ? $"{Interpreter} does not exist"
                    : Start(["-c", "import " + module]).Code != 0 ? $"Python's {module} is not installed (./test.sh installs it)"
                    : null;
                Missing.Add(module, reason);
            }

            Skip.If(reason is not null, reason);
        }
    }

    /// <summary>Runs a script of tests/peers; its failure is the test's.</summary>
    public static string Run(string script, params string[] arguments) =>
        Execute([Path.Combine(RepositoryRoot, "tests", "peers", script), .. arguments]);

    /// <summary>Runs the interpreter; its failure is the test's.</summary>
    /// <param name="arguments">Of the interpreter.</param>
    /// <param name="limit">Ends it, and all that it started, when it takes longer; null for what a whole zoo may take.</param>
    public static string Execute(string[] arguments, TimeSpan? limit = null)
    {
        var (code, output, error) = Start(arguments, limit);
        string ending = code is null ? $"was ended after {limit ?? Longest}, having said" : $"ended with {code}";
        Assert.True(code == 0, $"python3 {string.Join(' ', arguments.Take(3))} ... {ending}: {error}{output}");
        return output;
    }

    /// <summary>The code is null where it took too long.</summary>
    private static (int? Code, string Output, string Error) Start(string[] arguments, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(Interpreter, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var (output, error) = (new Spoken(process.StandardOutput), new Spoken(process.StandardError));
        bool ended = process.WaitForExit(limit ?? Longest);
        if (!ended)
            process.Kill(entireProcessTree: true);
        return (ended ? process.ExitCode : null, output.Text, error.Text);
    }

    /// <summary>
    /// What a process says, also when it never stops: a child that outlives it keeps its output open, and whoever reads to the end waits
    /// for that.
    /// </summary>
    private sealed class Spoken
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
        private readonly StringBuilder text = new();
        private readonly Task reading;

        public Spoken(StreamReader stream) => reading = Task.Run(() =>
        {
            char[] buffer = new char[4096];
            for (int count; (count = stream.Read(buffer)) > 0;)
            {
                lock (text)
                    text.Append(buffer, 0, count);
            }
        });

        /// <summary>All of it, once the process has ended.</summary>
        public string Text
        {
            get
            {
                bool whole = reading.Wait(Patience);
                lock (text)
                    return whole ? text.ToString() : $"{text}\n(and its output is still open: a process that it started lives on)\n";
            }
        }
    }
}
