using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Graph;

/// <summary>Trained weights that a spec names; they are no part of what the model computes, nor of its hash.</summary>
/// <param name="Name">As the command line knows them: <c>imagenet</c>.</param>
/// <param name="Url">Where they are published.</param>
/// <param name="Checksum">Of the file, by its algorithm.</param>
/// <param name="Mean">A number for each channel of the images they were trained on; empty where it is not said.</param>
/// <param name="Std">Likewise.</param>
/// <param name="Renames">From the file's keys to the model's.</param>
public sealed record PublishedWeights(
    string Name, string Url, PublishedChecksum Checksum, EquatableArray<double> Mean, EquatableArray<double> Std, EquatableArray<KeyRename> Renames);

/// <summary>What the publisher says a file's bytes add up to.</summary>
/// <param name="IsMd5">MD5; else SHA-256.</param>
/// <param name="Digits">Hexadecimal, in lower case; of SHA-256 perhaps only the first eight or more.</param>
public sealed record PublishedChecksum(bool IsMd5, string Digits);

/// <summary>A rule for keys: see the runtime's <c>RenameRule</c>. An empty target drops the key.</summary>
public sealed record KeyRename(string From, string To);
