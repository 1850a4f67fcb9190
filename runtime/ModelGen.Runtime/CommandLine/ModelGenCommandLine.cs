using System.CommandLine;
using ModelGen.Checkpoints;
using ModelGen.Data;

namespace ModelGen.CommandLine;

/// <summary>
/// The command line of a program with generated models: <c>models</c>, <c>summary</c>, <c>data</c>, <c>train</c>, <c>compare</c>, <c>sweep</c>, <c>study</c>, <c>eval</c>,
/// <c>predict</c>, <c>weights</c>, <c>export</c>. In <c>Main</c>: <c>return ModelGenCommandLine.Run(ModelRegistry.All, args);</c>
/// </summary>
public static class ModelGenCommandLine
{
    /// <summary>Something the user can put right: wrong arguments, a missing or damaged file.</summary>
    public const int UserErrorCode = 2;

    /// <summary>Stopped by Ctrl-C (128 + SIGINT), after saving.</summary>
    public const int InterruptedCode = 130;

    /// <summary>Runs one command.</summary>
    /// <param name="models">Usually the generated <c>ModelRegistry.All</c>.</param>
    /// <param name="args">As given to <c>Main</c>.</param>
    /// <returns>The exit code: 0, or 2 for an error of the user's, or 130 when interrupted.</returns>
    public static int Run(IReadOnlyList<ModelInfo> models, string[] args)
    {
        var console = CommandConsole.OfProcess();
        return Run(models, args, console, DataAccess.Locator(console), WeightsArgument.Store(console));
    }

    internal static int Run(IReadOnlyList<ModelInfo> models, string[] args, CommandConsole console, DataLocator locator, WeightsStore store)
    {
        var parsed = Commands(models, console, locator, store).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            string verb = parsed.CommandResult.Command is RootCommand ? "" : $"{parsed.CommandResult.Command.Name} ";
            console.Error.WriteLine($"error: {string.Join(" ", parsed.Errors.Select(e => e.Message).Distinct())} ({verb}--help explains)");
            return UserErrorCode;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false });
        }
        catch (UserError e)
        {
            console.Error.WriteLine($"error: {e.Message}");
            return UserErrorCode;
        }
        catch (Exception e) when (e.GetBaseException() is DllNotFoundException missing)
        {
            console.Error.WriteLine($"error: Torch's native library cannot be loaded ({missing.Message.ReplaceLineEndings(" ")}): install the one this program was built for, or build it for another with -p:TorchProvider");
            return UserErrorCode;
        }
        catch (OperationCanceledException)
        {
            console.Error.WriteLine("interrupted");
            return InterruptedCode;
        }
    }

    private static RootCommand Commands(IReadOnlyList<ModelInfo> models, CommandConsole console, DataLocator locator, WeightsStore store)
    {
        var studies = new StudyCommands(models, console, locator, store);
        return new("Trains, evaluates and uses the image classifiers compiled from YAML specs.")
        {
            ModelsCommand.Create(models, console),
            SummaryCommand.Create(models, console),
            DataCommand.Create(console, locator),
            TrainCommand.Create(models, console, locator, store),
            studies.Compare(),
            studies.Sweep(),
            studies.Study(),
            FindRateCommand.Create(models, console, locator),
            EvalCommand.Create(models, console, locator, store),
            PredictCommand.Create(models, console, store),
            WeightsCommand.Create(models, console, store),
            Export.ExportCommand.Create(models, console, store),
        };
    }
}
