using System.Diagnostics;

namespace ModelGen.LibTorch.Tests.Binding;

/// <summary>A machine that lacks something gets one line that says what to install or to choose.</summary>
public class BuildTests
{
    [Fact]
    public void MissingHeadersAreNamed() => AssertStops(
        "CheckTorchProvider", "-p:LibTorchInclude=/nowhere",
        "TorchProvider=system needs libtorch's headers, and /nowhere/torch/csrc/api/include/torch/torch.h does not exist: install them "
        + "(Debian: apt-get install libtorch-dev libopenblas0-pthread), or choose a provider from packages");

    [Fact]
    public void AMissingCompilerIsNamed() => AssertStops(
        "CheckNativeCompiler", "-p:NativeCompiler=no-such-compiler",
        "TorchProvider=system compiles a small C++ library and finds no no-such-compiler: install it (Debian: apt-get install g++), or");

    [Fact]
    public void AnUnknownProviderIsNamed() => AssertStops(
        "CheckTorchProvider", "-p:TorchProvider=sytem",
        "TorchProvider 'sytem' is unknown: expected system, cpu, cuda-windows, cuda-linux or assembly.");

    private static void AssertStops(string target, string property, string message)
    {
        string project = Path.Combine(Repository.Root, "runtime", "ModelGen.LibTorch", "ModelGen.LibTorch.csproj");
        string[] arguments = ["msbuild", project, "-nologo", "-tl:off", $"-t:{target}", "-p:TorchProvider=system", property];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        // The test host's own MSBuild settings are not the build's.
        foreach (string name in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(1, process.ExitCode);
        string error = Assert.Single(output.Split('\n'), line => line.Contains("error", StringComparison.Ordinal));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }
}
