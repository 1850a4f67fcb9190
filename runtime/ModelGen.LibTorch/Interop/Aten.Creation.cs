namespace ModelGen.LibTorch;

/// <summary>The operators that the binding calls, by name and overload.</summary>
internal static partial class Aten
{
    public static readonly Operator arange_start_step = new("arange", "start_step");
    public static readonly Operator empty_like = new("empty_like");
    public static readonly Operator empty_memory_format = new("empty", "memory_format");
    public static readonly Operator eye_m = new("eye", "m");
    public static readonly Operator full = new("full");
    public static readonly Operator full_like = new("full_like");
    public static readonly Operator linspace = new("linspace");
    public static readonly Operator logspace = new("logspace");
    public static readonly Operator normal_Tensor_Tensor = new("normal", "Tensor_Tensor");
    public static readonly Operator ones = new("ones");
    public static readonly Operator ones_like = new("ones_like");
    public static readonly Operator rand_generator = new("rand", "generator");
    public static readonly Operator rand_like = new("rand_like");
    public static readonly Operator randint_like_low_dtype = new("randint_like", "low_dtype");
    public static readonly Operator randint_low_generator = new("randint", "low_generator");
    public static readonly Operator randn_generator = new("randn", "generator");
    public static readonly Operator randn_like = new("randn_like");
    public static readonly Operator randperm_generator = new("randperm", "generator");
    public static readonly Operator tril_indices = new("tril_indices");
    public static readonly Operator triu_indices = new("triu_indices");
    public static readonly Operator zeros = new("zeros");
    public static readonly Operator zeros_like = new("zeros_like");
}
