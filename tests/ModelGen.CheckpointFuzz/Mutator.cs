using System.Buffers.Binary;

namespace ModelGen.CheckpointFuzz;

/// <summary>Makes bad files of good ones: blindly, and where formats are most easily hurt.</summary>
public sealed class Mutator(IReadOnlyList<Seed> seeds, int seed)
{
    private static readonly long[] Interesting =
    [
        0, 1, -1, 2, 7, 63, 64, 65, 127, 128, 255, 256, short.MaxValue, ushort.MaxValue, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, 1L << 62, long.MaxValue, long.MinValue,
    ];

    // Opcodes that build something, and those that a hostile pickle is made of.
    private static readonly byte[] Opcodes = "(.012FIJKLMNPQRSTUVXabcd}egh]ijlo)pqrstuBCG"u8.ToArray().Concat(Enumerable.Range(0x80, 23).Select(b => (byte)b)).ToArray();

    /// <summary>The case of that number: always the same bytes.</summary>
    public (string Name, byte[] Bytes) Make(int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var start = seeds[random.Next(seeds.Count)];
        byte[] bytes = random.Next(5) switch
        {
            0 when start.ZipFiles is { } files => Repacked(files, random),
            1 when start.ZipFiles is { } files => WithPickle(files, RandomPickle(random)),
            2 when IsSafetensors(start.Bytes) => WithHeader(start.Bytes, random),
            _ => Mutated(start.Bytes, random),
        };
        return ($"{number} of {start.Name}", bytes);
    }

    private byte[] Mutated(byte[] bytes, Random random)
    {
        for (int rounds = 1 + random.Next(4); rounds > 0; rounds--)
            bytes = Once(bytes, random);
        return bytes;
    }

    private byte[] Once(byte[] bytes, Random random)
    {
        if (bytes.Length == 0)
            return [(byte)random.Next(256)];
        int at = Place(bytes.Length, random);
        int length = Math.Min(bytes.Length - at, 1 + random.Next(random.Next(4) == 0 ? 1000 : 16));
        switch (random.Next(9))
        {
            case 0: return With(bytes, b => b[at] ^= (byte)(1 << random.Next(8)));
            case 1: return With(bytes, b => b[at] = (byte)random.Next(256));
            case 2: return With(bytes, b => b[at] = Opcodes[random.Next(Opcodes.Length)]);
            case 3: return With(bytes, b => Number(b.AsSpan(at), bytes.Length, random));
            case 4: return bytes[..at];
            case 5: return [.. bytes[..at], .. bytes[(at + length)..]];
            case 6: return [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
            case 7:
                byte[] noise = new byte[length];
                random.NextBytes(noise);
                return [.. bytes[..at], .. noise, .. bytes[at..]];
            default:
                byte[] other = seeds[random.Next(seeds.Count)].Bytes;
                int from = Place(other.Length, random);
                return [.. bytes[..at], .. other[from..Math.Min(other.Length, from + length)], .. bytes[Math.Min(bytes.Length, at + length)..]];
        }
    }

    /// <summary>More often near the ends, where headers and tables of contents are.</summary>
    private static int Place(int length, Random random) => random.Next(4) switch
    {
        0 => random.Next(Math.Min(length, 256)),
        1 => length - 1 - random.Next(Math.Min(length, 512)),
        _ => random.Next(length),
    };

    private static void Number(Span<byte> at, int length, Random random)
    {
        long value = random.Next(3) == 0 ? length + random.Next(-2, 3) : Interesting[random.Next(Interesting.Length)];
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, value);
        int size = Math.Min(at.Length, 1 << random.Next(4));
        number[..size].CopyTo(at);
    }

    /// <summary>One file of the archive is changed, and all checksums are right: what reads the file itself is reached.</summary>
    private byte[] Repacked(List<(string Name, byte[] Content)> files, Random random)
    {
        int changed = random.Next(2) == 0 ? files.FindIndex(f => f.Name.EndsWith(".pkl", StringComparison.Ordinal)) : random.Next(files.Count);
        return Seed.Zip(files.Select((f, i) => i == Math.Max(changed, 0) ? (f.Name, Mutated(f.Content, random)) : f));
    }

    private static byte[] WithPickle(List<(string Name, byte[] Content)> files, byte[] pickle) =>
        Seed.Zip(files.Select(f => f.Name.EndsWith(".pkl", StringComparison.Ordinal) ? (f.Name, pickle) : f));

    /// <summary>A program for the pickle machine: mostly meaningless, often long enough to be costly.</summary>
    private static byte[] RandomPickle(Random random)
    {
        var bytes = new List<byte>([0x80, 2]);
        // Few different opcodes, again and again: that is what grows.
        byte[] few = [.. Enumerable.Range(0, 1 + random.Next(6)).Select(_ => Opcodes[random.Next(Opcodes.Length)])];
        for (int left = random.Next(3000); left > 0; left--)
        {
            bytes.Add(random.Next(3) == 0 ? Opcodes[random.Next(Opcodes.Length)] : few[random.Next(few.Length)]);
            if (random.Next(3) == 0)
                bytes.Add((byte)random.Next(random.Next(2) == 0 ? 4 : 256));
        }

        bytes.Add((byte)'.');
        return [.. bytes];
    }

    private static bool IsSafetensors(byte[] bytes) => bytes.Length > 8 && bytes[8] == '{';

    /// <summary>The header's text is changed, and its length is right again.</summary>
    private byte[] WithHeader(byte[] bytes, Random random)
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        byte[] header = bytes[8..(8 + length)];
        for (int rounds = 1 + random.Next(3); rounds > 0; rounds--)
        {
            int[] digits = [.. Enumerable.Range(0, header.Length).Where(i => char.IsAsciiDigit((char)header[i]))];
            if (digits.Length == 0 || random.Next(3) == 0)
            {
                header = Once(header, random);
                continue;
            }

            int at = digits[random.Next(digits.Length)];
            string number = Interesting[random.Next(Interesting.Length)].ToString(System.Globalization.CultureInfo.InvariantCulture);
            header = random.Next(2) == 0
                ? With(header, h => h[at] = (byte)('0' + random.Next(10)))
                : [.. header[..at], .. System.Text.Encoding.ASCII.GetBytes(number), .. header[(at + 1)..]];
        }

        byte[] start = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(start, header.Length);
        return [.. start, .. header, .. bytes[(8 + length)..]];
    }

    private static byte[] With(byte[] bytes, Action<byte[]> change)
    {
        byte[] copy = (byte[])bytes.Clone();
        change(copy);
        return copy;
    }
}
