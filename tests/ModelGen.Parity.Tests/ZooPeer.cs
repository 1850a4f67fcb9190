using System.Diagnostics;
using System.Text.Json;

namespace ModelGen.Parity.Tests;

/// <summary>One Python process that answers for every model (tests/peers/zoo_parity.py): importing torch costs more than most models do.</summary>
public sealed class ZooPeer : IDisposable
{
    private readonly Lazy<Process> process = new(Start);

    /// <summary>What the peer computed; a test without a peer is skipped.</summary>
    /// <param name="model">The model's name, for peers written by hand.</param>
    /// <param name="reference">The reference in another package, or null.</param>
    /// <param name="input">Channels, height, width of the images in eval mode.</param>
    /// <param name="train">The same for the training step, or null for none.</param>
    /// <param name="folder">Where weights.pth and reference.dat go.</param>
    internal ZooAnswer Ask(string model, string? reference, IReadOnlyList<long> input, IReadOnlyList<long>? train, string folder)
    {
        Peer.SkipIfMissing();
        var answer = Send(new { model, reference, input, train, threads = TorchSharp.torch.get_num_threads(), @out = folder });
        if (answer.TryGetProperty("missing", out var missing))
            Skip.If(true, missing.GetString());
        return new ZooAnswer(answer.GetProperty("keys").GetInt32(), answer.GetProperty("parameters").GetInt64(), answer.GetProperty("spread").GetDouble());
    }

    /// <summary>Torchvision's classifiers that are convolutional.</summary>
    internal IReadOnlyList<string> TorchvisionClassifiers()
    {
        Peer.SkipIfMissing();
        return [.. Send(new { list = true }).GetProperty("models").EnumerateArray().Select(m => m.GetString()!)];
    }

    public void Dispose()
    {
        if (!process.IsValueCreated)
            return;
        process.Value.StandardInput.Close();
        process.Value.WaitForExit();
        process.Value.Dispose();
    }

    private static Process Start() => Peer.StartProcess("zoo_parity.py");

    private JsonElement Send(object request)
    {
        process.Value.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        process.Value.StandardInput.Flush();
        string? line = process.Value.StandardOutput.ReadLine();
        Assert.False(line is null, "zoo_parity.py ended; its messages are above");
        using var document = JsonDocument.Parse(line!);
        return document.RootElement.Clone();
    }
}

/// <param name="Keys">Entries of the state dict.</param>
/// <param name="Parameters">Trainable elements.</param>
/// <param name="Spread">Difference between the logits of the two images, relative to the largest logit.</param>
internal sealed record ZooAnswer(int Keys, long Parameters, double Spread);
