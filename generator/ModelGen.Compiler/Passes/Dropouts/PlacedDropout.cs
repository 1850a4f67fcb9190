using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Passes.Dropouts;

/// <summary>One dropout to be placed: an entry of the spec with the arguments it has at one residual, or in the head.</summary>
internal sealed record PlacedDropout(DropoutEntry Entry, EquatableArray<Argument> Arguments)
{
    /// <summary>The node, reading a value. It belongs to the container whose editor is given.</summary>
    /// <exception cref="SpecException">The op does not take such a value.</exception>
    public OpNode Node(ScopeEditor editor, ChildNames names, string id, string value)
    {
        var shape = editor.ShapeOf(value);
        var call = new OpCall(new(shape), Arguments);
        if (OpRegistry.Find(Entry.Op)!.Infer(call) is not { } output)
            throw FindingList.Error(Descriptors.OpShape, Place.Of(Entry.Origin), Entry.Op, call.Faults[0].Message, shape.ToString(), Producer(editor, value));
        string unique = editor.FreeId(id);
        var (key, property) = names.Of(editor.Class, unique, Entry.Op);
        return new OpNode
        {
            Id = unique,
            Key = key,
            Property = property,
            Op = Entry.Op,
            Arguments = Arguments,
            Inputs = new(value),
            InputShapes = new(shape),
            Output = output,
            Origin = Entry.Origin,
        };
    }

    private static string Producer(ScopeEditor editor, string value) => value == Graph.Node.Input ? "the input" : editor.Find(value) switch
    {
        OpNode { Key: { } key } op => op.Op + " '" + key + "'",
        OpNode op => op.Op,
        ScopeNode { Key: { } key } => "'" + key + "'",
        _ => "a join",
    };
}
