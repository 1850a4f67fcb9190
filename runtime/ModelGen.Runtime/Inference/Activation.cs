using static TorchSharp.torch;

namespace ModelGen.Inference;

internal enum ActivationKind
{
    Relu,

    /// <summary>Cut off at <see cref="Activation.A"/> and <see cref="Activation.B"/>: ReLU6 and hardtanh.</summary>
    Clamp,

    /// <summary>Slope <see cref="Activation.A"/> below zero.</summary>
    LeakyRelu,

    /// <summary>Scale <see cref="Activation.A"/> below zero.</summary>
    Elu,
    Sigmoid,
    Tanh,
    Silu,
    Hardswish,
    Hardsigmoid,
    Gelu,
}

/// <summary>A function of single values, that can be computed where its argument lies.</summary>
internal sealed record Activation(ActivationKind Kind, double A = 0, double B = 0)
{
    /// <summary>Overwrites the values.</summary>
    public void Apply(Tensor values)
    {
        switch (Kind)
        {
            case ActivationKind.Relu: values.relu_(); break;
            case ActivationKind.Clamp: values.clamp_(A, B); break;
            case ActivationKind.LeakyRelu: values.leaky_relu_(A); break;
            case ActivationKind.Elu: values.elu_(A); break;
            case ActivationKind.Sigmoid: values.sigmoid_(); break;
            case ActivationKind.Tanh: values.tanh_(); break;
            case ActivationKind.Silu: values.silu_(); break;
            case ActivationKind.Hardswish: values.hardswish_(); break;
            case ActivationKind.Hardsigmoid: values.hardsigmoid_(); break;
            case ActivationKind.Gelu: values.gelu_(); break;
            default: throw new InvalidOperationException($"no activation {Kind}");
        }
    }
}
