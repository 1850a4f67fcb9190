namespace TorchSharp.Modules;

/// <summary>The options that Adam and AdamW share.</summary>
internal interface IAdamSettings
{
    ref double? Beta1 { get; }
    ref double? Beta2 { get; }
    ref double? Eps { get; }
    ref double? WeightDecay { get; }
    ref bool? Amsgrad { get; }
    ref bool? Maximize { get; }
}

/// <summary>Filling in, copying and storing these options.</summary>
internal static class AdamSettings
{
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static void Check(double lr, double beta1, double beta2, double eps, double weight_decay)
    {
        Require.NotNegative(lr, "learning rate");
        Require.NotNegative(eps, "ε");
        Require.Share(beta1, "beta1");
        Require.Share(beta2, "beta2");
        Require.NotNegative(weight_decay, "weight_decay value");
    }

    public static void Complete(this IAdamSettings settings, IAdamSettings defaults)
    {
        settings.Beta1 ??= defaults.Beta1;
        settings.Beta2 ??= defaults.Beta2;
        settings.Eps ??= defaults.Eps;
        settings.WeightDecay ??= defaults.WeightDecay;
        settings.Amsgrad ??= defaults.Amsgrad;
        settings.Maximize ??= defaults.Maximize;
    }

    public static void Copy(this IAdamSettings settings, IAdamSettings source)
    {
        settings.Beta1 = source.Beta1;
        settings.Beta2 = source.Beta2;
        settings.Eps = source.Eps;
        settings.WeightDecay = source.WeightDecay;
        settings.Amsgrad = source.Amsgrad;
        settings.Maximize = source.Maximize;
    }

    public static void Save(this IAdamSettings settings, BinaryWriter writer)
    {
        writer.Write(settings.Beta1!.Value);
        writer.Write(settings.Beta2!.Value);
        writer.Write(settings.Eps!.Value);
        writer.Write(settings.WeightDecay!.Value);
        writer.Write(settings.Amsgrad!.Value);
        writer.Write(settings.Maximize!.Value);
    }

    public static void Load(this IAdamSettings settings, BinaryReader reader)
    {
        settings.Beta1 = reader.ReadDouble();
        settings.Beta2 = reader.ReadDouble();
        settings.Eps = reader.ReadDouble();
        settings.WeightDecay = reader.ReadDouble();
        settings.Amsgrad = reader.ReadBoolean();
        settings.Maximize = reader.ReadBoolean();
    }
}
