using System.Text.RegularExpressions;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Passes.Dropouts;

/// <summary>
/// Places the entries of a spec's <c>dropout:</c>: each becomes ordinary nodes with children of their own, one for each residual it is for,
/// or one in the head. What the spec computes, its keys and its parameters, stay as they are.
/// </summary>
internal sealed class DropoutPlacement
{
    private readonly IReadOnlyList<DropoutEntry> entries;
    private readonly FindingList findings;
    private readonly ChildNames names;

    /// <summary>What goes to the residuals of a container, by its path; residuals in its own order.</summary>
    private readonly Dictionary<string, List<IReadOnlyList<PlacedDropout>>> plans = new(StringComparer.Ordinal);

    /// <summary>Uses of one block that get the same dropouts stay one scope.</summary>
    private readonly Dictionary<(Scope Scope, string Plan), Scope> shared = new(ShareComparer.Instance);

    private DropoutPlacement(Scope root, IReadOnlyList<DropoutEntry> entries, FindingList findings)
    {
        this.entries = entries;
        this.findings = findings;
        names = new ChildNames(root);
    }

    /// <summary>The model's scope with its dropouts in it.</summary>
    /// <param name="head">Where the head begins: how many of the root's nodes are the backbone's, and the value that enters.</param>
    /// <param name="findings">Gets an error for each entry that cannot be placed.</param>
    public static Scope Run(Scope root, (int Start, string Input) head, IReadOnlyList<DropoutEntry> entries, FindingList findings)
    {
        var pass = new DropoutPlacement(root, entries, findings);
        var residuals = PlacedResidual.Of(root);
        foreach (var entry in entries.Where(e => e.Target == DropoutTarget.Branch))
            findings.Try(() => pass.Check(entry, residuals));
        // The head comes first, while it starts from the value that the backbone was written to end in.
        var withHead = new ScopeEditor(root);
        var headPlacement = new HeadPlacement(withHead, pass.names, head);
        foreach (var entry in entries.Where(e => e.Target == DropoutTarget.Head && !IsOff(e)))
            findings.Try(() => headPlacement.Place(new PlacedDropout(entry, entry.Calls[0])));
        foreach (var residual in residuals)
            pass.Plan(residual);
        return pass.Rewrite(withHead.Finish(), string.Empty);
    }

    /// <summary>True for an entry whose rate is zero at every place: it puts nothing there.</summary>
    private static bool IsOff(DropoutEntry entry) =>
        entry.Calls.All(call => call.First(a => a.Name == Ops.Dropout.Rate).Value is Value.Number { Amount: 0 });

    private void Check(DropoutEntry entry, IReadOnlyList<PlacedResidual> residuals)
    {
        if (residuals.Count == 0)
            throw FindingList.Error(Descriptors.NoResidual, Diagnostics.Place.Of(entry.Origin));
        var chosen = residuals.Where(r => IsFor(entry, r.Path)).ToList();
        if (chosen.Count > 0 && !chosen.Exists(r => Takes(r.Residual, entry)) && !IsOff(entry))
            findings.Add(Descriptors.UselessDropout, Diagnostics.Place.Of(entry.Origin), entry.Op, "finds no residual with a skip: it is not placed");
        if (entry.Filter is not { } filter || chosen.Count > 0)
            return;
        var paths = residuals.SelectMany(r => Containers(r.Path)).Distinct().ToList();
        throw FindingList.Error(Descriptors.FilterSelectsNothing, Diagnostics.Place.Of(entry.In!), filter,
            paths.Count == 0 ? ": they stand in the model's own list, so leave 'in' away" : Nearest.Hint(filter.Trim('*'), paths));
    }

    private void Plan(PlacedResidual residual)
    {
        if (!plans.TryGetValue(residual.Path, out var plan))
            plans.Add(residual.Path, plan = []);
        plan.Add([.. entries.Where(e => e.Target == DropoutTarget.Branch && IsFor(e, residual.Path) && !IsOff(e) && Takes(residual.Residual, e))
            .Select(e => new PlacedDropout(e, e.Calls[residual.Index]))]);
    }

    /// <summary>Without a shortcut beside it, a branch that is dropped would leave nothing of the image: such a residual counts, and keeps its branch.</summary>
    private static bool Takes(Residual residual, DropoutEntry entry) => residual.Join is not null || entry.Op != Ops.DropPath.Word;

    private static bool IsFor(DropoutEntry entry, string path) => entry.Filter is not { } filter || Selects(filter, path);

    /// <summary>True if the filter is the path of the container, or of one around it; <c>*</c> stands for anything.</summary>
    private static bool Selects(string filter, string path)
    {
        var pattern = new Regex("^" + Regex.Escape(filter).Replace("\\*", ".*") + "$", RegexOptions.CultureInvariant);
        return filter == "*" || Containers(path).Any(c => pattern.IsMatch(c));
    }

    /// <summary><c>layer1</c> and <c>layer1.0</c> of <c>layer1.0</c>.</summary>
    private static IEnumerable<string> Containers(string path)
    {
        for (int dot = path.IndexOf('.'); dot >= 0; dot = path.IndexOf('.', dot + 1))
            yield return path.Substring(0, dot);
        if (path.Length > 0)
            yield return path;
    }

    private Scope Rewrite(Scope scope, string path)
    {
        string plan = Describe(scope, path);
        if (plan.Length == 0)
            return scope;
        if (shared.TryGetValue((scope, plan), out var known))
            return known;
        var nodes = scope.Nodes.Select(n => n is ScopeNode child ? child with { Scope = Rewrite(child.Scope, Below(path, child)) } : n);
        var inner = scope with { Nodes = nodes.ToEquatableArray() };
        var rewritten = plans.TryGetValue(path, out var own) ? Place(inner, path, own) : inner;
        shared.Add((scope, plan), rewritten);
        return rewritten;
    }

    private Scope Place(Scope scope, string path, List<IReadOnlyList<PlacedDropout>> plan)
    {
        var editor = new ScopeEditor(scope);
        var placement = new BranchPlacement(editor, names);
        string owner = path.Length == 0 ? "the branch" : "the branch of " + path;
        for (int i = 0; i < plan.Count; i++)
        {
            int number = i;
            foreach (var dropout in plan[i])
                findings.Try(() => placement.Place(number, dropout, owner));
        }

        return editor.Finish();
    }

    /// <summary>What goes into a scope and those inside it, as text; empty for nothing.</summary>
    private string Describe(Scope scope, string path)
    {
        string own = plans.TryGetValue(path, out var plan) && plan.Exists(p => p.Count > 0)
            ? string.Join("|", plan.Select(p => string.Join(";", p.Select(d => Number(d.Entry) + ":" + string.Join(",", d.Arguments.Select(a => a.Value))))))
            : string.Empty;
        var inner = scope.Nodes.OfType<ScopeNode>().Select(c => Describe(c.Scope, Below(path, c))).ToList();
        return own.Length == 0 && inner.TrueForAll(i => i.Length == 0) ? string.Empty : own + "(" + string.Join(")(", inner) + ")";
    }

    private int Number(DropoutEntry entry)
    {
        int number = 0;
        while (!ReferenceEquals(entries[number], entry))
            number++;
        return number;
    }

    private static string Below(string path, ScopeNode child) => path.Length == 0 ? child.Key! : path + "." + child.Key;

    private sealed class ShareComparer : IEqualityComparer<(Scope Scope, string Plan)>
    {
        public static readonly ShareComparer Instance = new();

        public bool Equals((Scope Scope, string Plan) x, (Scope Scope, string Plan) y) => ReferenceEquals(x.Scope, y.Scope) && x.Plan == y.Plan;

        public int GetHashCode((Scope Scope, string Plan) key) =>
            unchecked((System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Scope) * 31) + StringComparer.Ordinal.GetHashCode(key.Plan));
    }
}
