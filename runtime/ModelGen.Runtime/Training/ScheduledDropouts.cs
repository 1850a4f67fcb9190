using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>The dropouts of a model whose rates a schedule changes: each has its share of the rate it had, until it is given that back.</summary>
internal sealed class ScheduledDropouts : IDisposable
{
    private readonly DropoutSchedule? schedule;
    private readonly (DropoutLayer Layer, double Rate)[] layers;

    /// <param name="schedule">Null to leave the rates alone.</param>
    public ScheduledDropouts(nn.Module model, DropoutSchedule? schedule)
    {
        this.schedule = schedule;
        layers = schedule is null ? [] : [.. DropoutLayers.Find(model).Select(layer => (layer, layer.Get()))];
    }

    /// <summary>Before an update, counted from 0 over the whole run.</summary>
    public void Apply(long update)
    {
        if (schedule is null)
            return;
        double share = schedule.At(update);
        foreach (var (layer, rate) in layers)
            layer.Set(rate * share);
    }

    /// <summary>Gives every dropout its own rate back.</summary>
    public void Dispose()
    {
        foreach (var (layer, rate) in layers)
            layer.Set(rate);
    }
}
