using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Blocks;
using ModelGen.Compiler.Spec.Expressions;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Elaboration;

/// <summary>A block's parameters and named values at one of its uses.</summary>
/// <param name="Names">What the body's expressions see: parameters, lets, and nothing of the caller.</param>
/// <param name="Parameters">The values that generated code can name.</param>
/// <param name="Layers">The layer values, by parameter: other layers make another class.</param>
internal sealed record BlockArguments(
    Bindings Names, EquatableArray<Argument> Parameters, EquatableArray<(string Name, LayerValue Layer)> Layers)
{
    /// <param name="vocabulary">The words of the caller's file, in which the arguments are written.</param>
    /// <param name="channels">Channels that enter the block: <c>in</c>.</param>
    /// <exception cref="SpecException">A parameter is missing, or a value does not fit.</exception>
    public static BlockArguments Bind(
        Block block, IReadOnlyDictionary<string, GivenArgument> given, IReadOnlyDictionary<string, GivenArgument>? defaults,
        Vocabulary vocabulary, long channels, Place place)
    {
        var callee = new Callee.OfBlock(block);
        var missing = block.Parameters.Where(p => p.IsRequired && !given.ContainsKey(p.Name) && defaults?.ContainsKey(p.Name) != true)
            .Select(p => p.Name).ToList();
        if (missing.Count > 0)
            throw new SpecException(CallChecks.MissingArgument(callee, place, missing));
        var own = new ValueEvaluator(block.Vocabulary);
        var names = Bindings.Empty.With(Words.In, channels);
        var parameters = new List<Argument>();
        var layers = new List<(string, LayerValue)>();
        foreach (var parameter in block.Parameters)
        {
            string? source;
            Value value;
            if (given.TryGetValue(parameter.Name, out var argument))
            {
                value = Convert(callee, parameter, argument, vocabulary);
                source = argument.Source;
            }
            else
            {
                value = defaults is not null && defaults.TryGetValue(parameter.Name, out var common)
                    ? common.Value
                    : Default(callee, parameter, own, names);
                source = IsFormula(parameter.Default) ? parameter.Default!.Source : null;
            }

            names = names.With(parameter.Name, value);
            if (value is LayerValue layer)
                layers.Add((parameter.Name, layer));
            else if (value is not TableValue)
                parameters.Add(new Argument(parameter.Name, value, source));
        }

        foreach (var let in block.Lets)
        {
            var value = own.Evaluate(let.Value, names);
            names = names.With(let.Name, value);
            if (value is LayerValue layer)
                layers.Add((let.Name, layer));
            else if (value is not TableValue)
                parameters.Add(new Argument(let.Name, value, IsFormula(let.Value) ? let.Value.Source : null));
        }

        return new BlockArguments(names, parameters.ToEquatableArray(), layers.ToEquatableArray());
    }

    public static Value Convert(Callee callee, ParameterDeclaration parameter, GivenArgument argument, Vocabulary vocabulary) =>
        Conversion.ForParameter(parameter, argument.Value, vocabulary)
        ?? throw Conversion.Mismatch(callee.Name, parameter.Name, parameter.Expectation, argument.Value, argument.Source, argument.Place,
            parameter.Type == SpecType.Layer ? vocabulary.Heads : null);

    // What a default or a let is computed from, in the block's own names: a pass that follows a number reads it.
    private static bool IsFormula(ValueSyntax? syntax) => syntax is ValueSyntax.Formula;

    private static Value Default(Callee callee, ParameterDeclaration parameter, ValueEvaluator own, Bindings names)
    {
        var syntax = parameter.Default!;
        return Convert(
            callee, parameter, new GivenArgument(parameter.Name, own.Evaluate(syntax, names), syntax.Source, syntax.Place), own.Vocabulary);
    }
}
