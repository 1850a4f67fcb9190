using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ModelGen.Studies;

/// <summary>
/// The folder of one run: <c>run.json</c> (what it is), <c>last.ckpt</c>, the best checkpoint and <c>metrics.csv</c> (while it lasts), and
/// <c>result.json</c>, which is written last: where it is, the run is finished.
/// </summary>
internal sealed class RunFolder(string path)
{
    public string Path { get; } = path;

    public string LastCheckpoint => System.IO.Path.Combine(Path, "last.ckpt");

    private string IdentityFile => System.IO.Path.Combine(Path, "run.json");

    private string ResultFile => System.IO.Path.Combine(Path, "result.json");

    /// <summary>The result of a finished run; null for one that is not finished.</summary>
    /// <exception cref="UserError">The folder holds another run, or a damaged file.</exception>
    public RunResult? Finished(RunIdentity run)
    {
        if (Read(IdentityFile, RuntimeJson.Default.RunIdentity) is not { } found)
            return null;
        if (RunIdentity.Differences(found, run) is { Count: > 0 } differences)
            throw new UserError($"{Path}: holds another run ({string.Join("; ", differences.Take(3))}{(differences.Count > 3 ? "; …" : "")}): choose another folder with --out, or remove this one to run it anew");
        return Read(ResultFile, RuntimeJson.Default.RunResult);
    }

    /// <summary>Makes the folder the run's own, before its first step.</summary>
    public void Begin(RunIdentity run)
    {
        if (File.Exists(IdentityFile))
        {
            // A process that was killed while it wrote leaves what it had written aside.
            foreach (string aside in Directory.GetFiles(Path, "*.part"))
                File.Delete(aside);
            return;
        }

        Write(IdentityFile, run, RuntimeJson.Default.RunIdentity);
    }

    public void Finish(RunResult result) => Write(ResultFile, result, RuntimeJson.Default.RunResult);

    private static void Write<T>(string path, T value, JsonTypeInfo<T> type) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, value, type));

    private static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, type) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read: {e.Message}: remove the folder to run it anew", e);
        }
    }
}
