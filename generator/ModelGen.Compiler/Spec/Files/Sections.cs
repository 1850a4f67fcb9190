namespace ModelGen.Compiler.Spec.Files;

/// <summary>The sections of a spec.</summary>
internal static class Sections
{
    public const string Name = "name";
    public const string Description = "description";
    public const string Input = "input";
    public const string Classes = "classes";
    public const string Params = "params";
    public const string Import = "import";
    public const string Blocks = "blocks";
    public const string Defaults = "defaults";
    public const string Backbone = "backbone";
    public const string Head = "head";
    public const string Dropout = "dropout";
    public const string Training = "training";
    public const string Expect = "expect";
    public const string Budget = "budget";
    public const string Weights = "weights";
    public const string Reference = "reference";
    public const string Allow = "allow";
    public const string Variants = "variants";
    public const string Positions = "positions";

    /// <summary>The key of a variant that names the variant it starts from.</summary>
    public const string Extends = "extends";

    public static readonly IReadOnlyList<string> All =
    [
        Name, Description, Input, Classes, Params, Import, Blocks, Defaults, Backbone, Head, Dropout, Training, Expect, Budget, Weights,
        Reference, Allow, Variants, Positions,
    ];

    /// <summary>Sections that a variant may override.</summary>
    public static readonly IReadOnlyList<string> OfVariants =
        [Description, Input, Classes, Defaults, Head, Dropout, Training, Expect, Budget, Weights, Reference, Allow];

    /// <summary>Sections that a file of blocks has.</summary>
    public static readonly IReadOnlyList<string> OfLibraries = [Description, Import, Blocks];
}
