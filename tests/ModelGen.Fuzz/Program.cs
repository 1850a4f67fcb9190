using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ModelGen.Compiler;
using ModelGen.Fuzz;

// usage: ModelGen.Fuzz MODELS OUT COUNT SEED [FIRST]
//   MODELS  folder of the specs that are mutated          OUT    failures go here, a text and a message each
//   COUNT   number of mutated specs                       SEED   the same seed gives the same specs
//   FIRST   number of the first spec, to repeat one
// Every spec without errors is emitted; of every 20th the C# is compiled too.
const int SampledEvery = 20;
const double HangSeconds = 2;

var (models, folder, count, seed) = (args[0], args[1], Number(args[2]), Number(args[3]));
int first = args.Length > 4 ? Number(args[4]) : 0;
var corpus = Corpus.Read(models);
var oracle = new Oracle(corpus);
Directory.CreateDirectory(folder);

var outcomes = new ConcurrentDictionary<string, int>();
var slow = new ConcurrentBag<int>();
var running = new ConcurrentDictionary<int, long>();
int failures = 0, done = 0, valid = 0;
using var watch = new Timer(_ => Watch(), null, 1000, 1000);
Parallel.For(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, Try);
foreach (int index in slow.Order())
    TryAgain(index);
foreach (var (outcome, number) in outcomes.OrderBy(o => o.Key))
    Console.WriteLine($"{number,8}  {outcome}");
Console.WriteLine($"{done} specs, {failures} failures");
return failures == 0 ? 0 : 1;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

(SpecFile File, string Kind, string Text) Case(int index)
{
    // Neighbouring seeds give neighbouring sequences: scramble them (the multiplier of splitmix64).
    var random = new Random((int)(unchecked((((ulong)seed << 32) + (ulong)index + 1) * 0x9E3779B97F4A7C15) >> 33));
    var file = corpus.Files[random.Next(corpus.Files.Count)];
    // Every other spec without its expectations, which most changes of a network would break before they reach the back end.
    var (kind, text) = Mutation.Apply(random.Next(2) == 0 ? file.Text : Corpus.WithoutExpectations(file.Text), corpus, random);
    return (file, kind, text);
}

void Try(int index)
{
    var (file, kind, text) = Case(index);
    running[index] = Stopwatch.GetTimestamp();
    long start = Stopwatch.GetTimestamp();
    string? problem = oracle.Judge(file, text, out var result);
    if (Stopwatch.GetElapsedTime(start).TotalSeconds > HangSeconds)
        slow.Add(index);
    bool isValid = problem is null && result!.Models.Count > 0 && !result.Diagnostics.Any(d => d.Descriptor.Severity == ModelGen.Compiler.Diagnostics.DiagnosticSeverity.Error);
    bool isSampled = isValid && Interlocked.Increment(ref valid) % SampledEvery == 0;
    if (isValid)
        problem = CSharpCheck.FirstError(result!.Models, isSampled);
    running.TryRemove(index, out _);
    outcomes.AddOrUpdate($"{kind}: {(problem is not null ? "failure" : isSampled ? "valid, its C# compiles" : isValid ? "valid" : "diagnostics")}", 1, (_, n) => n + 1);
    if (problem is not null)
        Fail(index, file, text, problem);
    if (Interlocked.Increment(ref done) % 1000 == 0)
        Console.Error.WriteLine($"{done} of {count}, {failures} failures");
}

// Other programs may have had the processors: only a spec that is slow alone, three times, is slow.
void TryAgain(int index)
{
    var (file, _, text) = Case(index);
    double least = double.MaxValue;
    for (int i = 0; i < 3; i++)
    {
        long start = Stopwatch.GetTimestamp();
        oracle.Judge(file, text, out var result);
        least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    if (least > HangSeconds)
        Fail(index, file, text, $"takes {least:f1} s");
}

void Watch()
{
    foreach (var (index, start) in running.Where(r => Stopwatch.GetElapsedTime(r.Value).TotalSeconds > 60))
    {
        var (file, _, text) = Case(index);
        Fail(index, file, text, "does not end within 60 s");
        Environment.Exit(1);
    }
}

void Fail(int index, SpecFile file, string text, string problem)
{
    Interlocked.Increment(ref failures);
    File.WriteAllText(Path.Combine(folder, index + ".yaml"), text);
    File.WriteAllText(Path.Combine(folder, index + ".txt"), $"{file.RelativePath}\n{problem}\n");
    Console.Error.WriteLine($"{index} ({file.RelativePath}): {problem.Split('\n')[0]}");
}
