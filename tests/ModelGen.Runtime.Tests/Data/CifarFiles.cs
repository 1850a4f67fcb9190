using ModelGen.Data;

namespace ModelGen.Runtime.Tests.Data;

/// <summary>
/// CIFAR-10's files, full size, with made-up pixels: record i of file f has label (i + f) mod 10 and pixels that follow a rule.
/// </summary>
internal static class CifarFiles
{
    public static readonly string[] Names = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
        "data_batch_5.bin", "test_batch.bin"];

    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        for (int f = 0; f < Names.Length; f++)
        {
            var bytes = new byte[10_000 * 3073];
            for (int i = 0; i < 10_000; i++)
            {
                bytes[i * 3073] = (byte)((i + f) % 10);
                bytes.AsSpan((i * 3073) + 1, 3072).Fill(Pixel(f, i));
            }

            File.WriteAllBytes(Path.Combine(folder, Names[f]), bytes);
        }

        File.WriteAllText(Path.Combine(folder, "batches.meta.txt"), string.Join('\n', Cifar10Reader.ClassNames) + "\n\n");
    }

    public static byte Pixel(int file, int record) => (byte)((31 * file) + record);
}
