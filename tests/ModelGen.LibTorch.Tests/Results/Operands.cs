namespace ModelGen.LibTorch.Tests.Results;

/// <summary>The tensors that expressions are made of, by the names that tests/peers/evaluate.py gives them.</summary>
public sealed class Operands(Dictionary<string, Tensor> tensors)
{
    public Tensor this[string name] => tensors[name];

    public IEnumerable<string> Names => tensors.Keys;

    /// <summary>3×4: two of any sign, one positive, one within (-0.8, 0.8).</summary>
    public Tensor S => this["s"];
    public Tensor T => this["t"];
    public Tensor P => this["p"];
    public Tensor U => this["u"];

    /// <summary>5; 4×4; 2×3×4.</summary>
    public Tensor V => this["v"];
    public Tensor M => this["m"];
    public Tensor Q => this["q"];

    /// <summary>3×4: two of whole numbers, two of booleans.</summary>
    public Tensor I => this["i"];
    public Tensor J => this["j"];
    public Tensor B => this["b"];
    public Tensor C => this["c"];

    /// <summary>Pictures 2×6×8×8.</summary>
    public Tensor X => this["x"];
}
