namespace ModelGen.Compiler.Elaboration;

/// <summary>Budgets that end the work on a spec that would never end, far above what any network needs.</summary>
internal static class Limits
{
    /// <summary>Copies in one repeat, and rows of one for.</summary>
    public const int Repeats = 10_000;

    /// <summary>Layers of one model, repeated ones counted each time. ResNet-1202 has 6,000.</summary>
    public const int Nodes = 100_000;

    /// <summary>Items elaborated for one file, all its variants together.</summary>
    public const int Items = 500_000;

    /// <summary>Lists inside lists, through calls of blocks.</summary>
    public const int Depth = 100;

    /// <summary>Elements of one value: four terabytes in float32.</summary>
    public const double Elements = 1e12;

    /// <summary>Weights of one model: forty terabytes in float32.</summary>
    public const double Weights = 1e13;

    /// <summary>Multiply-adds of one model; a tenth of what counts as an integer.</summary>
    public const double MultiplyAdds = 1e17;

    /// <summary>Models of one file.</summary>
    public const int Models = 1000;
}
