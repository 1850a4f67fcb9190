using System.Diagnostics;
using System.Reflection;

namespace ModelGen.Export.Tests;

/// <summary>The distribution's Python, with what of its libraries a test asks for.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";
    /// <summary>The whole zoo has models that take their time on two cores.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(Environment.GetEnvironmentVariable("MODELGEN_PARITY") == "all" ? 40 : 4);

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
    public static string Execute(string[] arguments)
    {
        var (code, output, error) = Start(arguments);
        Assert.True(code == 0, $"python3 {string.Join(' ', arguments.Take(3))} ... ended with {code}: {error}{output}");
        return output;
    }

    private static (int Code, string Output, string Error) Start(string[] arguments)
    {
        var start = new ProcessStartInfo(Interpreter, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        bool ended = process.WaitForExit(Longest);
        if (!ended)
            process.Kill(entireProcessTree: true);
        return (ended ? process.ExitCode : -1, output.Result, error.Result);
    }
}
