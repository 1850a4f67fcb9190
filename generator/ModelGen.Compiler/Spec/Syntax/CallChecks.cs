using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Syntax;

/// <summary>
/// What can be said of a call without evaluating anything: unknown arguments, missing ones, one given twice. Collected while a file is read
/// and run at its end, when every signature is known.
/// </summary>
internal sealed class CallChecks(FindingList findings)
{
    private readonly List<Action> pending = [];

    /// <param name="isLayer">The call is a layer value: what it lacks is given where it is placed.</param>
    public void Add(CallSyntax call, ItemOptions options, bool isLayer)
    {
        if (call.Head.Callee is { } callee)
            pending.Add(() => Check(callee, call, options, isLayer));
    }

    public void Run()
    {
        foreach (var check in pending)
            check();
        pending.Clear();
    }

    private void Check(Callee callee, CallSyntax call, ItemOptions options, bool isLayer)
    {
        if (call.Main is not null && callee.Main is null)
            findings.Add(Descriptors.NoMainArgument, call.Main.Place, callee.Name, call.Main.Node.Describe());
        foreach (var argument in call.Arguments)
        {
            if (!callee.Parameters.Contains(argument.Name))
                findings.Add(
                    Descriptors.UnknownArgument, Place.Key(argument.Key), callee.Name, argument.Name, Hint(callee, argument.Name, isLayer));
            else if (call.Main is not null && argument.Name == callee.Main)
                findings.Add(Descriptors.ArgumentTwice, Place.Key(argument.Key), argument.Name, callee.Name);
        }

        foreach (var argument in options.First.Concat(options.Last).Where(a => !callee.Parameters.Contains(a.Name)))
            findings.Add(Descriptors.UnknownArgument, Place.Key(argument.Key), callee.Name, argument.Name,
                Hint(callee, argument.Name, isLayer: true));
        if (!isLayer)
            CheckComplete(callee, call, options);
    }

    private void CheckComplete(Callee callee, CallSyntax call, ItemOptions options)
    {
        var given = new HashSet<string>(
            call.Arguments.Concat(options.First).Concat(options.Last).Select(a => a.Name), StringComparer.Ordinal);
        if (call.Main is not null && callee.Main is { } main)
            given.Add(main);
        var missing = callee.Required.Where(r => !given.Contains(r)).ToList();
        // A misspelt argument is missing too, and one message is enough.
        if (missing.Count > 0 && call.Arguments.All(a => callee.Parameters.Contains(a.Name)))
            findings.Add(MissingArgument(callee, call.Head.Place, missing));
    }

    /// <summary>The finding for arguments that a call lacks.</summary>
    public static Finding MissingArgument(Callee callee, Place place, IReadOnlyList<string> missing)
    {
        string hint = missing[0] == callee.Main ? $", as {{{callee.Name}: …}}" : string.Empty;
        return new Finding(Descriptors.MissingArgument, place, new EquatableArray<string>(callee.Name, string.Join(", ", missing), hint));
    }

    /// <summary>The nearest argument, or the list of all.</summary>
    public static string Hint(Callee callee, string word, bool isLayer) =>
        Nearest.Hint(word, !isLayer && IsUniversal(callee, word) ? Words.Universal : callee.Parameters);

    /// <summary>True for what is no argument, and looks like a key that stands beside any head.</summary>
    private static bool IsUniversal(Callee callee, string word) =>
        Nearest.Find(word, callee.Parameters) is null && Nearest.Find(word, Words.Universal) is not null;
}
