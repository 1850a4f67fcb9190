using System.Security.Cryptography;

namespace ModelGen;

/// <summary>What a published file's bytes add up to, as its publisher says.</summary>
/// <param name="Algorithm">SHA256 or MD5.</param>
/// <param name="Digits">Lower-case hex; of SHA-256 perhaps only the beginning.</param>
public sealed record FileChecksum(HashAlgorithmName Algorithm, string Digits)
{
    public static FileChecksum Sha256(string digits) => new(HashAlgorithmName.SHA256, digits);

    /// <summary>Tells a damaged file, not a forged one: for files whose publisher gives nothing better.</summary>
    public static FileChecksum Md5(string digits) => new(HashAlgorithmName.MD5, digits);

    /// <summary>SHA-256, MD5.</summary>
    public string Name => Algorithm == HashAlgorithmName.MD5 ? "MD5" : "SHA-256";

    /// <summary>All digits for the bytes of the stream, from where it is.</summary>
    public string Of(Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(Algorithm);
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public bool Fits(string digits) => digits.StartsWith(Digits, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => $"{Name} {Digits}";
}
