using System.Reflection;

namespace ModelGen.LibTorch.Tests;

/// <summary>Where the checkout is, as the build wrote it into the assembly.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;
}
