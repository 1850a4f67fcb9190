namespace ModelGen.Compiler.Diagnostics;

/// <summary>MG2: what compiles and is probably not meant. The guideline is that of Kim et al. (UAI 2023).</summary>
public static partial class Descriptors
{
    public static readonly DiagnosticDescriptor DropoutBeforeNorm = Warning(
        "MG2001", "Dropout upstream of a norm", "{0} is upstream of a norm in its branch: the norm's running variance, learned with dropout, is not that of evaluation{1}");

    public static readonly DiagnosticDescriptor DropoutAfterWeights = Warning(
        "MG2002", "Dropout after the last weights", "{0} is after the last layer with weights of its branch: what it drops is added to the shortcut as it is{1}");

    public static readonly DiagnosticDescriptor TwoDropouts = Warning(
        "MG2003", "Two dropouts in one branch", "{0} is the second in its branch: one, before the last weights, does");

    public static readonly DiagnosticDescriptor DropoutAfterPool = Warning(
        "MG2004", "Dropout after global pooling", "{0} is after global pooling: before it, each place of a channel is dropped by itself, and the mean keeps the channel");

    public static readonly DiagnosticDescriptor UselessDropout = Warning("MG2005", "Dropout without use", "{0} {1}");

    public static readonly DiagnosticDescriptor BiasBeforeNorm = Warning(
        "MG2006", "Bias before a norm", "the convolution's bias has no effect: the norm behind it subtracts the mean; say 'bias: false'");

    public static readonly DiagnosticDescriptor PostActivationDropout = Info(
        "MG2007", "Dropout in a post-activation branch", "{0} is in a branch that ends in a norm: no place of it satisfies the guideline");

    public static readonly DiagnosticDescriptor DropoutReachesShortcut = Info(
        "MG2008", "Dropout reaches the shortcut", "{0} is upstream of a tap: the shortcut that starts there is dropped too");
}
