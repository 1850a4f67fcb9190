using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ModelGen.Generator.Tests.Hosting;

/// <summary>A real <c>dotnet build</c> of a project with specs.</summary>
public sealed class BuildTests : IDisposable
{
    /// <summary>Two warnings: a bias before a norm, a dropout after the pooling.</summary>
    private const string Biased = """
        input: [3, 8, 8]
        classes: 10
        backbone:
          - {conv: 4, kernel_size: 3, padding: 1, name: conv1}
          - {batch_norm, name: bn1}
        head:
          - global_avg_pool
          - {dropout: 0.5, name: drop}
          - {linear: $classes, name: fc}

        """;

    private readonly string directory = Directory.CreateTempSubdirectory("modelgen-build").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Errors_in_YAML_are_printed_with_their_place_and_severities_are_the_projects()
    {
        Write("project.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <Import Project="{Repository.Root}generator/ModelGen.Generator/build/ModelGen.Generator.targets" />
            </Project>
            """);
        Write("models/broken.yaml", "input: [3, 8, 8]\nclasses: [unclosed\n");
        Write("models/tabbed.yaml", "input: [3, 8, 8]\nbackbone:\n\t- relu\n");
        Write("bin/ignored.yaml", "[");
        Write("models/heard.yaml", Biased + "variants: {Heard: {}}\n");
        Write("models/quiet/silenced.yaml", Biased + "variants: {Silenced: {}}\n");
        Write(".editorconfig", "root = true\n[models/quiet/*.yaml]\nmodelgen_diagnostic.MG2006.severity = none\nmodelgen_diagnostic.MG2004.severity = suggestion\n");
        Write(".globalconfig", "is_global = true\ndotnet_diagnostic.MG1003.severity = warning\n");

        string output = Build();
        Assert.Matches(new Regex(@"models/broken\.yaml\(\d+,\d+\): error MG1001: "), output);
        Assert.Matches(new Regex(@"models/tabbed\.yaml\(3,1\): warning MG1003: "), output);
        Assert.Matches(new Regex(@"models/heard\.yaml\(4,6\): warning MG2006: "), output);
        Assert.Matches(new Regex(@"models/heard\.yaml\(8,6\): warning MG2004: "), output);
        Assert.DoesNotContain("silenced.yaml", output, StringComparison.Ordinal);
        Assert.DoesNotContain("ignored.yaml", output, StringComparison.Ordinal);
        Assert.DoesNotContain("CS8785", output, StringComparison.Ordinal);
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(directory, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private string Build()
    {
        var start = new ProcessStartInfo("dotnet", ["build", "-v", "minimal", "--nologo", "-tl:off"])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The test host's own MSBuild settings are not the project's.
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(3)));
        return output;
    }
}
