using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Graph;

/// <summary>Trained weights that a spec names; they are no part of what the model computes, nor of its hash.</summary>
/// <param name="Name">As the command line knows them: <c>imagenet</c>.</param>
/// <param name="Url">Where they are published.</param>
/// <param name="Sha256">Of the file: 64 digits, or the first eight or more.</param>
/// <param name="Mean">A number for each channel of the images they were trained on; empty where it is not said.</param>
/// <param name="Std">Likewise.</param>
/// <param name="Renames">From the file's keys to the model's.</param>
public sealed record PublishedWeights(
    string Name, string Url, string Sha256, EquatableArray<double> Mean, EquatableArray<double> Std, EquatableArray<KeyRename> Renames);

/// <summary>A rule for keys: see the runtime's <c>RenameRule</c>. An empty target drops the key.</summary>
public sealed record KeyRename(string From, string To);
