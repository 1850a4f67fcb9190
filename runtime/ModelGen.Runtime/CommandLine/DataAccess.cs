using ModelGen.Data;
using Spectre.Console;

namespace ModelGen.CommandLine;

/// <summary>Finds data for a verb, telling the user where it came from.</summary>
internal static class DataAccess
{
    public static DataLocator Locator(CommandConsole console) => new()
    {
        Say = sentence => console.Error.WriteLine(sentence),
        ShowProgress = download => Show(console, "cifar-10-binary.tar.gz", download),
    };

    /// <summary>Runs a download with a moving bar, where there is a terminal.</summary>
    public static void Show(CommandConsole console, string file, Action<Action<long, long?>> download)
    {
        if (console.Live is not { } live)
        {
            download((_, _) => { });
            return;
        }

        live.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(file);
                download((done, total) =>
                {
                    task.IsIndeterminate = total is null;
                    task.MaxValue = total ?? done;
                    task.Value = done;
                });
            });
    }
}
