using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Elaboration;

/// <summary>Binds the arguments of ops, initializers and whatever else declares <see cref="OpParameter"/>s.</summary>
internal static class OpArguments
{
    /// <summary>Every argument in the op's own order, defaults included; those that may be left out and are, are left out.</summary>
    /// <param name="defaults">What the model's <c>defaults:</c> say for the op.</param>
    /// <exception cref="SpecException">One is missing or does not fit.</exception>
    public static EquatableArray<Argument> Bind(
        Callee callee, EquatableArray<OpParameter> parameters, IReadOnlyDictionary<string, GivenArgument> given,
        IReadOnlyDictionary<string, GivenArgument>? defaults, Place place)
    {
        var missing = parameters.Where(p => p.IsRequired && !given.ContainsKey(p.Name)).Select(p => p.Name).ToList();
        if (missing.Count > 0)
            throw new SpecException(CallChecks.MissingArgument(callee, place, missing));
        var result = new List<Argument>(parameters.Count);
        foreach (var parameter in parameters)
        {
            if (given.TryGetValue(parameter.Name, out var argument))
                result.Add(new Argument(parameter.Name, Convert(callee, parameter, argument), argument.Source));
            else if (defaults is not null && defaults.TryGetValue(parameter.Name, out var common))
                result.Add(new Argument(parameter.Name, common.Value, null));
            else if (parameter.Default is not null)
                result.Add(new Argument(parameter.Name, parameter.Default, null));
        }

        return result.ToEquatableArray();
    }

    public static Value Convert(Callee callee, OpParameter parameter, GivenArgument argument) => Conversion.ForOp(parameter, argument.Value)
        ?? throw Conversion.Mismatch(callee.Name, parameter.Name, Conversion.Expectation(parameter), argument.Value, argument.Source,
            argument.Place, Choices(parameter));

    private static IEnumerable<string> Choices(OpParameter parameter) =>
        parameter.Type == ParameterType.Initializer ? Initializer.All.Select(i => i.Name) : parameter.Choices;
}
