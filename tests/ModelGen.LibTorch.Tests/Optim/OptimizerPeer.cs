using TorchSharp.Modules;

namespace ModelGen.LibTorch.Tests.Optim;

/// <summary>PyTorch's answers, asked for once: the weights, the gradients of each step, and where they lead.</summary>
public sealed class OptimizerPeer : IDisposable
{
    public const int Parameters = 3;
    public const int Steps = 100;

    // Before the first test of a class counts tensors; its own leave none to the garbage collector.
    public OptimizerPeer() => LiveTensors.Settle();

    public PeerScript Script { get; } = new("optimizers.py", new
    {
        optimizers = OptimizerCases.All.Select(one => one.Python),
        schedules = ScheduleCases.All.Select(
            one => new { optimizer = one.UsesAdam ? ScheduleCase.Adam : ScheduleCase.Sgd, schedule = one.Python }),
    });

    public Parameter[] Weights() =>
        [.. Enumerable.Range(0, Parameters).Select(place => nn.Parameter(Script[$"weight.{place}"].clone()))];

    /// <summary>Gives the parameters the gradients of a step; some have none.</summary>
    public void SetGradients(Parameter[] parameters, int step)
    {
        for (int place = 0; place < parameters.Length; place++)
        {
            using var gradient = Script.Find($"gradient.{step}.{place}")?.clone();
            parameters[place].grad = gradient;
        }
    }

    public void Dispose() => Script.Dispose();
}
