using System.Reflection;

namespace ModelGen.Compiler.Tests;

/// <summary>Where this repository lies, for tests that read the zoo or build projects.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(a => a.Key == "RepositoryRoot").Value!;

    public static string File(string path) => Path.Combine(Root, path);
}
