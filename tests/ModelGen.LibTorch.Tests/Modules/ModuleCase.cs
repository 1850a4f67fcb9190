namespace ModelGen.LibTorch.Tests.Modules;

/// <summary>One module, as Python makes it and as C# does, and its inputs as Python makes them.</summary>
public sealed record ModuleCase(string Python, Func<nn.Module> Make, params string[] Inputs)
{
    /// <summary>Calls a module with what it takes.</summary>
    public static Tensor Call(nn.Module module, Tensor[] inputs) => (module, inputs) switch
    {
        (nn.Module<Tensor, Tensor> one, [var x]) => one.call(x),
        (nn.Module<Tensor, Tensor, Tensor> two, [var x, var y]) => two.call(x, y),
        (nn.Module<Tensor, Tensor, Tensor, Tensor> three, [var x, var y, var z]) => three.call(x, y, z),
        _ => throw new ArgumentException($"{module.GetName()} does not take {inputs.Length} tensors."),
    };
}
