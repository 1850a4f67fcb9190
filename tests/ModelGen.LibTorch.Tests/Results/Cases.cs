namespace ModelGen.LibTorch.Tests.Results;

/// <summary>All calls that are compared with PyTorch.</summary>
public static partial class Cases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        .. Elementwise, .. Arithmetic, .. Comparisons, .. Reductions, .. Shapes, .. Selections, .. Indexing, .. Products, .. Creation,
        .. Random, .. Activations, .. Convolutions, .. Pooling, .. Norms, .. Losses, .. Pictures,
    ];

    private static Case[] Elementwise =>
    [
        .. new (string Name, Func<Tensor, Tensor> Method, Func<Tensor, Tensor> InPlace)[]
        {
            ("abs", x => abs(x), x => x.abs_()), ("ceil", x => ceil(x), x => x.ceil_()), ("cos", x => cos(x), x => x.cos_()),
            ("cosh", x => cosh(x), x => x.cosh_()), ("deg2rad", x => deg2rad(x), x => x.deg2rad_()), ("erf", x => erf(x), x => x.erf_()),
            ("erfc", x => erfc(x), x => x.erfc_()), ("exp", x => exp(x), x => x.exp_()), ("exp2", x => exp2(x), x => x.exp2_()),
            ("expm1", x => expm1(x), x => x.expm1_()), ("floor", x => floor(x), x => x.floor_()), ("frac", x => frac(x), x => x.frac_()),
            ("neg", x => neg(x), x => x.neg_()), ("rad2deg", x => rad2deg(x), x => x.rad2deg_()), ("round", x => round(x), x => x.round_()),
            ("sigmoid", x => sigmoid(x), x => x.sigmoid_()), ("sign", x => sign(x), x => x.sign_()), ("sin", x => sin(x), x => x.sin_()),
            ("sinc", x => sinc(x), x => x.sinc_()), ("sinh", x => sinh(x), x => x.sinh_()), ("tan", x => tan(x), x => x.tan_()),
            ("tanh", x => tanh(x), x => x.tanh_()), ("trunc", x => trunc(x), x => x.trunc_()), ("asin", x => asin(x), x => x.asin_()),
            ("acos", x => acos(x), x => x.acos_()), ("atan", x => atan(x), x => x.atan_()), ("asinh", x => asinh(x), x => x.asinh_()),
            ("atanh", x => atanh(x), x => x.atanh_()), ("erfinv", x => erfinv(x), x => x.erfinv_()),
            ("reciprocal", x => reciprocal(x), x => x.reciprocal_()),
        }.SelectMany(one => new Case[]
        {
            new($"torch.{one.Name}(u)", o => one.Method(o.U)),
            new($"u.detach().clone().{one.Name}_()", o => one.InPlace(o.U.detach().clone())),
        }),
        .. new (string Name, Func<Tensor, Tensor> Method)[]
        {
            ("log", x => log(x)), ("log10", x => log10(x)), ("log1p", x => log1p(x)), ("log2", x => log2(x)), ("sqrt", x => sqrt(x)),
            ("rsqrt", x => rsqrt(x)), ("square", x => square(x)), ("lgamma", x => lgamma(x)), ("digamma", x => digamma(x)),
            ("isnan", x => isnan(x)), ("isinf", x => isinf(x)), ("isfinite", x => isfinite(x)), ("signbit", x => signbit(x)),
            ("positive", x => positive(x)), ("logical_not", x => logical_not(x)),
        }.Select(one => new Case($"torch.{one.Name}(p)", o => one.Method(o.P))),
        new("torch.acosh(p + 1)", o => acosh(o.P + 1)),
        new("torch.round(s, decimals=2)", o => round(o.S, 2)),
        new("torch.nan_to_num(torch.log(s), nan=2.5, neginf=-1.)", o => nan_to_num(log(o.S), nan: 2.5, neginf: -1)),
        new("torch.logit(p.clamp(max=0.9))", o => logit(o.P.clamp(max: 0.9))),
        new("torch.bitwise_not(i)", o => bitwise_not(o.I)),
        new("~b", o => ~o.B),
        new("-s", o => -o.S),
        new("i.to(torch.float32).abs()", o => o.I.to_type(float32).abs()),
        new("bytes.bitwise_not()", o => o["bytes"].bitwise_not()),
    ];

    private static Case[] Arithmetic =>
    [
        new("s + t", o => o.S + o.T),
        new("s + 2", o => o.S + 2),
        new("2.5 + s", o => 2.5 + o.S),
        new("i + 2", o => o.I + 2),
        new("i + 2.5", o => o.I + 2.5),
        new("s - t", o => o.S - o.T),
        new("3 - s", o => 3 - o.S),
        new("3 - i", o => 3 - o.I),
        new("s * t", o => o.S * o.T),
        new("s * i", o => o.S * o.I),
        new("s / p", o => o.S / o.P),
        new("1 / p", o => 1 / o.P),
        new("i / j", o => o.I / o.J),
        new("2 / j", o => 2 / o.J),
        new("s % p", o => o.S % o.P),
        new("i % 3", o => o.I % 3),
        new("s + v[:4]", o => o.S + o.V[..4]),
        new("torch.add(s, t, alpha=2)", o => add(o.S, o.T, 2)),
        new("s.clone().add_(t, alpha=-0.5)", o => o.S.clone().add_(o.T, -0.5)),
        new("s.clone().sub_(1.5)", o => o.S.clone().sub_(1.5)),
        new("s.clone().mul_(t)", o => o.S.clone().mul_(o.T)),
        new("s.clone().div_(p)", o => o.S.clone().div_(o.P)),
        new("torch.div(s, p, rounding_mode='floor')", o => div(o.S, o.P, RoundingMode.floor)),
        new("torch.div(i, j, rounding_mode='trunc')", o => div(o.I, o.J, RoundingMode.trunc)),
        new("torch.div(s, 0.3, rounding_mode='trunc')", o => div(o.S, 0.3, RoundingMode.trunc)),
        new("torch.floor_divide(i, j)", o => floor_divide(o.I, o.J)),
        new("torch.fmod(s, 0.7)", o => fmod(o.S, 0.7)),
        new("torch.remainder(s, -0.7)", o => remainder(o.S, -0.7)),
        new("torch.pow(p, t)", o => pow(o.P, o.T)),
        new("torch.pow(s, 3)", o => pow(o.S, 3)),
        new("torch.addcmul(s, t, p, value=0.5)", o => addcmul(o.S, o.T, o.P, 0.5)),
        new("torch.addcdiv(s, t, p, value=0.5)", o => addcdiv(o.S, o.T, o.P, 0.5)),
        new("torch.lerp(s, t, p)", o => lerp(o.S, o.T, o.P)),
        new("torch.atan2(s, t)", o => atan2(o.S, o.T)),
        new("torch.hypot(s, t)", o => hypot(o.S, o.T)),
        new("torch.logaddexp(s, t)", o => logaddexp(o.S, o.T)),
        new("torch.xlogy(s, p)", o => xlogy(o.S, o.P)),
        new("torch.maximum(s, t)", o => maximum(o.S, o.T)),
        new("torch.minimum(s, t)", o => minimum(o.S, o.T)),
        new("torch.fmax(s, t)", o => fmax(o.S, o.T)),
        new("torch.clamp(s, -0.5, 0.5)", o => clamp(o.S, -0.5, 0.5)),
        new("torch.clamp(s, min=0.1)", o => clamp(o.S, min: (Scalar)0.1)),
        new("torch.clamp(s, max=t)", o => clamp(o.S, max: o.T)),
        new("s.clone().clamp_(max=0.2)", o => o.S.clone().clamp_max_(0.2)),
        new("torch.sgn(s.detach())", o => sgn(o.S.detach())),
        new("torch.gcd(i, j)", o => gcd(o.I, o.J)),
        new("torch.copysign(s, t)", o => copysign(o.S, o.T)),
        new("s.double() * 3", o => o.S.@double() * 3),
        new("s.bfloat16() + 1", o => o.S.bfloat16() + 1),
    ];

    private static Case[] Comparisons =>
    [
        new("s == t", o => o.S == o.T),
        new("s != t", o => o.S != o.T),
        new("s < t", o => o.S < o.T),
        new("s <= 0.5", o => o.S <= 0.5),
        new("0.5 < s", o => (Scalar)0.5 < o.S),
        new("i >= j", o => o.I >= o.J),
        new("i > 2", o => o.I > 2),
        new("b & c", o => o.B & o.C),
        new("b | c", o => o.B | o.C),
        new("b ^ c", o => o.B ^ o.C),
        new("i & j", o => o.I & o.J),
        new("torch.logical_and(b, c)", o => logical_and(o.B, o.C)),
        new("torch.logical_or(i, c)", o => logical_or(o.I, o.C)),
        new("torch.logical_xor(b, c)", o => logical_xor(o.B, o.C)),
        new("torch.isclose(s, s + 1e-7)", o => isclose(o.S, o.S + 1e-7)),
        new("torch.allclose(s, s + 1e-9)", o => allclose(o.S, o.S + 1e-9)),
        new("torch.equal(s, t)", o => o.S.Equals(o.T)),
        new("torch.isin(i, j)", o => isin(o.I, o.J)),
        new("torch.bucketize(s, torch.tensor([-1., 0., 1.]))", o => bucketize(o.S, tensor(new[] { -1f, 0f, 1f }))),
    ];
}
