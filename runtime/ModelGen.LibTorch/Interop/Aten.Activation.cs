namespace ModelGen.LibTorch;

internal static partial class Aten
{
    public static readonly Operator celu = new("celu");
    public static readonly Operator celu_ = new("celu_");
    public static readonly Operator channel_shuffle = new("channel_shuffle");
    public static readonly Operator elu = new("elu");
    public static readonly Operator elu_ = new("elu_");
    public static readonly Operator gelu = new("gelu");
    public static readonly Operator gelu_ = new("gelu_");
    public static readonly Operator glu = new("glu");
    public static readonly Operator hardsigmoid = new("hardsigmoid");
    public static readonly Operator hardsigmoid_ = new("hardsigmoid_");
    public static readonly Operator hardswish = new("hardswish");
    public static readonly Operator hardswish_ = new("hardswish_");
    public static readonly Operator hardtanh = new("hardtanh");
    public static readonly Operator hardtanh_ = new("hardtanh_");
    public static readonly Operator leaky_relu = new("leaky_relu");
    public static readonly Operator leaky_relu_ = new("leaky_relu_");
    public static readonly Operator log_sigmoid = new("log_sigmoid");
    public static readonly Operator log_softmax_int = new("log_softmax", "int");
    public static readonly Operator prelu = new("prelu");
    public static readonly Operator relu = new("relu");
    public static readonly Operator relu6 = new("relu6");
    public static readonly Operator relu6_ = new("relu6_");
    public static readonly Operator relu_ = new("relu_");
    public static readonly Operator rrelu = new("rrelu");
    public static readonly Operator rrelu_ = new("rrelu_");
    public static readonly Operator selu = new("selu");
    public static readonly Operator selu_ = new("selu_");
    public static readonly Operator silu = new("silu");
    public static readonly Operator silu_ = new("silu_");
    public static readonly Operator softmax_int = new("softmax", "int");
    public static readonly Operator softplus = new("softplus");
    public static readonly Operator threshold = new("threshold");
    public static readonly Operator threshold_ = new("threshold_");
}
