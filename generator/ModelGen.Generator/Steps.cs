namespace ModelGen.Generator;

/// <summary>Names of the generator's steps, by which tests ask why each ran.</summary>
internal static class Steps
{
    public const string Texts = nameof(Texts);
    public const string Closures = nameof(Closures);
    public const string Compiled = nameof(Compiled);
    public const string Project = nameof(Project);
    public const string Models = nameof(Models);
    public const string Sources = nameof(Sources);
    public const string Registry = nameof(Registry);
    public const string Severities = nameof(Severities);
    public const string Diagnostics = nameof(Diagnostics);
}
