using System.CommandLine;
using ModelGen.Checkpoints;
using ModelGen.Data;
using ModelGen.Studies;

namespace ModelGen.CommandLine;

/// <summary><c>compare A B …</c>, <c>sweep MODEL --set …</c>, <c>study FILE</c>: several trainings, one table.</summary>
internal sealed class StudyCommands(IReadOnlyList<ModelInfo> models, CommandConsole console, DataLocator locator, WeightsStore store)
{
    public Command Compare()
    {
        var names = new Argument<string[]>("MODELS") { Arity = ArgumentArity.OneOrMore, Description = "Names, as `models` lists them." };
        return Create("compare", """
            Trains several models alike and compares them: results.csv and report.html in one folder. Ctrl-C saves and stops; the same
            command goes on.

              compare ResNet20 PreResNet20 --epochs 5 --seeds 1,2,3
              compare ResNet20 PreResNet20 --data synthetic --subset 2000 --epochs 1
            """, names, (parsed, _) =>
        {
            string[] given = parsed.GetRequiredValue(names);
            return new Study { Name = $"compare-{string.Join('-', given)}", Title = string.Join(", ", given), Models = [.. given.Select(Model)] };
        });
    }

    public Command Sweep()
    {
        var name = CommandOptions.Model(models);
        return Create("sweep", """
            Trains a model once for each value of any field of its recipe or rate of its dropouts, and compares the results.

              sweep VGG16Cifar --set head.dropout=0,0.2,0.5,0.8
              sweep ResNet20 --set training.lr=0.05,0.1,0.2 --set weight_decay=1e-4,5e-4 --seeds 1,2,3
            """, name, (parsed, options) =>
        {
            if (!options.IsSetGiven(parsed))
                throw new UserError("nothing to sweep over: say --set PATH=VALUE,VALUE,…, such as --set training.lr=0.05,0.1");
            var model = Model(parsed.GetRequiredValue(name));
            return new Study { Name = $"sweep-{model.Label}", Models = [model] };
        });
    }

    public Command Study()
    {
        var file = new Argument<string>("FILE") { Description = "A YAML file: models, settings to sweep over, seeds, data (docs/studies.md)." };
        return Create("study", """
            Runs a study from its file: models × settings × seeds. What the options say counts before the file.

              study studies/positions.yaml
              study studies/positions.yaml --epochs 2 --subset 5000 --seeds 1 --out out/trial
              study studies/positions.yaml --list
            """, file, (parsed, _) => StudyReader.Read(parsed.GetRequiredValue(file), models));
    }

    private Command Create(string verb, string description, Argument argument, Func<ParseResult, StudyOptions, Study> read)
    {
        var options = new StudyOptions();
        var command = new Command(verb, description) { argument };
        foreach (var option in options.All)
            command.Options.Add(option);
        command.SetAction(parsed => Run(options.Apply(parsed, read(parsed, options)), options, parsed));
        return command;
    }

    private StudyModel Model(string name) => new(models.Find(name), name, [], null);

    private int Run(Study study, StudyOptions options, ParseResult parsed)
    {
        if (options.List(parsed))
        {
            foreach (var run in study.Runs())
                console.Out.WriteLine(run.Name);
            return 0;
        }

        using var interrupt = new Interrupt();
        CommandOptions.SetUpTorch(options.Threads(parsed));
        string folder = options.Folder(parsed, study);
        var data = new StudyData(study.Dataset, options.Load(parsed, study, locator, interrupt.Token), store, console, interrupt.Token);
        var runner = new StudyRunner(study, folder, data, console);
        var (runs, interrupted) = runner.Run(interrupt.Token);
        StudySummary.Write(console.Out, study, runs);
        console.Out.WriteLine($"saved {runner.CsvFile}{(runs.Count > 0 ? $" and {runner.PageFile}" : "")}");
        CommandConsole.WriteJson(options.Json(parsed), StudySummary.Report(study, runs, interrupted), RuntimeJson.Default.StudyReport);
        if (!interrupted)
            return 0;
        console.Error.WriteLine($"interrupted; the same command goes on in {folder}");
        return ModelGenCommandLine.InterruptedCode;
    }
}
