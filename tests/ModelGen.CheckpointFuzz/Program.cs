using System.Diagnostics;
using System.Globalization;
using ModelGen.CheckpointFuzz;

// ModelGen.CheckpointFuzz COUNT SEED OUT [FILE...]: tries COUNT mutations of the files and of those it makes itself, stops at the first fault,
// and leaves the file that caused it in OUT. Exit code 0 only if there was none.
int count = int.Parse(args[0], CultureInfo.InvariantCulture);
int seed = int.Parse(args[1], CultureInfo.InvariantCulture);
string folder = args[2];
Seed[] seeds = [.. Seed.Standard(), .. args[3..].Select(Seed.Of)];
foreach (var good in seeds)
{
    if (Trial.Run(good.Bytes) is { Accepted: false } bad)
        throw new InvalidOperationException($"{good.Name} is not read as it is: {bad.Fault}");
}

var mutator = new Mutator(seeds, seed);
var limit = TimeSpan.FromSeconds(10);
var clock = Stopwatch.StartNew();
(int Number, long Since) current = (0, 0);
using var watchdog = new Timer(
    _ =>
    {
        if (clock.ElapsedMilliseconds - current.Since > limit.TotalMilliseconds)
            Fail(mutator.Make(current.Number), $"not ended after {limit.TotalSeconds} s");
    },
    null, 1000, 1000);

int accepted = 0;
double slowest = 0, highest = 0;
for (int i = 0; i < count; i++)
{
    var (name, bytes) = mutator.Make(i);
    current = (i, clock.ElapsedMilliseconds);
    var trial = Trial.Run(bytes);
    if (trial.Fault is { } fault)
        Fail((name, bytes), fault);
    accepted += trial.Accepted ? 1 : 0;
    slowest = Math.Max(slowest, trial.Milliseconds);
    highest = Math.Max(highest, (double)trial.Allocated / (bytes.Length + 4096));
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{count:N0} files from {seeds.Length} seeds in {clock.Elapsed.TotalSeconds:f0} s: {accepted:N0} read, {count - accepted:N0} refused, no fault; slowest {slowest:f0} ms, at most {highest:f0} bytes allocated a byte (of file + 4096)"));
return 0;

void Fail((string Name, byte[] Bytes) file, string fault)
{
    Directory.CreateDirectory(folder);
    string path = Path.Combine(folder, $"fault-{seed}-{file.Name.Split(' ')[0]}.bin");
    File.WriteAllBytes(path, file.Bytes);
    Console.Error.WriteLine($"case {file.Name}, {file.Bytes.Length} bytes, kept as {path}: {fault}");
    Environment.Exit(1);
}
