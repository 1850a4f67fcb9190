using ModelGen.CommandLine;
using ModelGen.Data;

namespace ModelGen.Runtime.Tests;

/// <summary>
/// The test assembly is a program too: the command line with the tests' models and images, for tests that need a process of their own, for
/// instance to kill it.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        var console = new CommandConsole(Console.Out, Console.Error, live: null);
        var locator = new DataLocator { MakeSynthetic = () => TestImages.Synthetic };
        return ModelGenCommandLine.Run([TinyModel.Info, TinyModel.Wide], args, console, locator, new ModelGen.Checkpoints.WeightsStore { OfflineFolder = "/nowhere" });
    }
}
