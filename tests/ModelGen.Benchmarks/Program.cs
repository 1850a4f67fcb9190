using System.CommandLine;
using System.Text.Json;
using ModelGen;
using ModelGen.Benchmarks;
using ModelGen.Benchmarks.Compiling;
using ModelGen.Benchmarks.Growth;
using ModelGen.Benchmarks.Inference;
using ModelGen.Benchmarks.Loading;
using ModelGen.Benchmarks.Memory;
using ModelGen.Benchmarks.Operators;
using ModelGen.Benchmarks.Scope;
using ModelGen.Benchmarks.Start;
using ModelGen.Benchmarks.Training;

// Measures ModelGen beside PyTorch: docs/performance.md.
return args switch
{
    [OwnProcess.Verb, FirstStep.Work] => FirstStep.Run(),
    [OwnProcess.Verb, var work, var request] => OwnProcess.Answer(Works(), work, request),
    _ => Run(args),
};

static Dictionary<string, Func<JsonElement, object>> Works() => new()
{
    [MemoryWork.Name] = MemoryWork.Run,
    [ScopeWork.Name] = ScopeWork.Run,
    [CompileWork.Name] = CompileWork.Run,
    [GrowthWork.Name] = GrowthWork.Run,
};

static int Run(string[] args)
{
    var parsed = new RootCommand("Measures ModelGen beside PyTorch on the same libtorch. It wants an idle machine.")
    {
        TrainCommand.Create(),
        InferCommand.Create(),
        OpsCommand.Create(),
        StartCommand.Create(),
        MemoryCommand.Create(),
        ScopeCommand.Create(),
        LoaderCommand.Create(),
        CompileCommand.Create(),
        GrowthCommand.Create(),
    }.Parse(args);
    if (parsed.Errors.Count > 0)
        return Refuse(string.Join(" ", parsed.Errors.Select(e => e.Message).Distinct()) + " (--help explains)");
    try
    {
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }
    catch (UserError error)
    {
        return Refuse(error.Message);
    }
}

static int Refuse(string message)
{
    Console.Error.WriteLine($"error: {message}");
    return ModelGen.CommandLine.ModelGenCommandLine.UserErrorCode;
}
