using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>
/// Finds a name for the channels that arrive at a step, which the spec does not say: those of the convolution upstream, or the scope's own.
/// A name is all that depends on it; values are compared.
/// </summary>
internal static class ChannelSource
{
    private static readonly string[] ChannelArguments = ["out_channels", "out_features"];

    public static string? Of(Scope scope, Node node)
    {
        string value = node.Inputs[0];
        // What makes a value stands before what reads it: one walk from the end finds the whole chain.
        for (int i = scope.Nodes.Count - 1; i >= 0 && value != Node.Input; i--)
        {
            var producer = scope.Nodes[i];
            if (producer.Id != value)
                continue;
            var sets = (producer as OpNode)?.Arguments.FirstOrDefault(a => ChannelArguments.Contains(a.Name));
            if (sets is not null)
                return Slot.PlainName(sets.Source);
            if (producer.Output.Channels != producer.InputShapes[0].Channels)
                return null;
            value = producer.Inputs[0];
        }

        return Slot.In;
    }
}
