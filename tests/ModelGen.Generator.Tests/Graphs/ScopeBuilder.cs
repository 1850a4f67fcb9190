using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;

namespace ModelGen.Generator.Tests.Graphs;

/// <summary>Builds scopes by hand, op by op: shapes are inferred by the ops themselves, ids are given by the caller.</summary>
internal sealed class ScopeBuilder(Shape input)
{
    private static readonly Origin Nowhere = new("test.yaml", "backbone", default);
    private readonly List<Node> nodes = [];

    public Shape Input => input;

    public string Last => nodes.Count == 0 ? Node.Input : nodes[^1].Id;

    public Shape ShapeOf(string id) => id == Node.Input ? input : nodes.First(n => n.Id == id).Output;

    /// <param name="key">Key in the state dict; a property is made of it. Null for functions.</param>
    /// <param name="arguments">Values that differ from the op's defaults: a number, a bool, or a number with its source (<c>(16, "$planes")</c>).</param>
    public ScopeBuilder Op(string id, string op, string? key = null, string? from = null, string? when = null, string? property = null, params (string Name, object Value)[] arguments)
    {
        var definition = OpRegistry.Find(op) ?? throw new ArgumentException("no op " + op);
        var inputs = new EquatableArray<Shape>(ShapeOf(from ?? Last));
        var all = Arguments(definition, arguments);
        var call = new OpCall(inputs, all);
        var output = definition.Infer(call) ?? throw new ArgumentException(call.Faults[0].Message);
        nodes.Add(new OpNode
        {
            Id = id, Op = op, Key = key, Property = property ?? Property(key), Inputs = new(from ?? Last), InputShapes = inputs, Output = output,
            Arguments = all, When = when, Origin = Nowhere,
        });
        return this;
    }

    public ScopeBuilder Child(string id, string key, Scope scope, string? from = null, string? when = null)
    {
        nodes.Add(new ScopeNode
        {
            Id = id, Key = key, Property = Property(key), Scope = scope, Inputs = new(from ?? Last), InputShapes = new(ShapeOf(from ?? Last)),
            Output = scope.Output, When = when, Origin = Nowhere,
        });
        return this;
    }

    public ScopeBuilder Join(string id, JoinKind kind, params string[] from)
    {
        var shapes = from.Select(ShapeOf).ToArray();
        var output = kind == JoinKind.Concat ? new Shape(shapes.Sum(s => s.Channels), shapes[0].Height, shapes[0].Width) : shapes[^1];
        nodes.Add(new JoinNode { Id = id, Kind = kind, Inputs = new(from), InputShapes = new(shapes), Output = output, Origin = Nowhere });
        return this;
    }

    public Scope Build(ScopeKind kind, string @class, string? result = null, params (string Name, object Value)[] parameters) => new()
    {
        Kind = kind,
        Class = @class,
        Input = input,
        Output = ShapeOf(result ?? Last),
        Nodes = nodes.ToEquatableArray(),
        Result = result ?? Last,
        Parameters = parameters.Select(p => p.Value is ValueTuple<int, string> sourced
            ? new Argument(p.Name, ValueOf(sourced.Item1), sourced.Item2)
            : new Argument(p.Name, ValueOf(p.Value), null)).ToEquatableArray(),
    };

    /// <summary>A repeat of the given scopes, one after another.</summary>
    public static Scope Repeat(params Scope[] children)
    {
        var builder = new ScopeBuilder(children[0].Input);
        for (int i = 0; i < children.Length; i++)
            builder.Child("repeat[" + i + "]", i.ToString(System.Globalization.CultureInfo.InvariantCulture), children[i]);
        return builder.Build(ScopeKind.Repeat, "Repeat");
    }

    /// <summary>The given arguments and the op's defaults, in the op's order.</summary>
    public static EquatableArray<Argument> Arguments(Op definition, (string Name, object Value)[] given) =>
        definition.Parameters.Select(p => Resolve(p, given)).Where(a => a is not null).Select(a => a!).ToEquatableArray();

    private static Argument? Resolve(OpParameter parameter, (string Name, object Value)[] arguments)
    {
        foreach (var (name, value) in arguments.Where(a => a.Name == parameter.Name))
        {
            return value is ValueTuple<int, string> sourced
                ? new Argument(name, ValueOf(sourced.Item1), sourced.Item2)
                : new Argument(name, ValueOf(value), value.ToString());
        }

        return parameter.Default is null ? null : new Argument(parameter.Name, parameter.Default, null);
    }

    internal static Value ValueOf(object value) => value switch
    {
        Value resolved => resolved,
        int[] list => new Value.List(list.Select(n => ValueOf(n)).ToEquatableArray()),
        bool flag => new Value.Bool(flag),
        string text => new Value.Text(text),
        _ => new Value.Number(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)),
    };

    private static string? Property(string? key) => key switch
    {
        null => null,
        _ when char.IsDigit(key[0]) => "Child" + key,
        _ => char.ToUpperInvariant(key[0]) + key[1..],
    };
}
