using System.CommandLine;
using ModelGen;
using ModelGen.Benchmarks;
using ModelGen.Benchmarks.Inference;
using ModelGen.Benchmarks.Operators;
using ModelGen.Benchmarks.Training;

// Measures ModelGen beside PyTorch: docs/performance.md.
var parsed = new RootCommand("Measures ModelGen beside PyTorch on the same libtorch. It wants an idle machine.")
{
    TrainCommand.Create(),
    InferCommand.Create(),
    OpsCommand.Create(),
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

static int Refuse(string message)
{
    Console.Error.WriteLine($"error: {message}");
    return ModelGen.CommandLine.ModelGenCommandLine.UserErrorCode;
}
