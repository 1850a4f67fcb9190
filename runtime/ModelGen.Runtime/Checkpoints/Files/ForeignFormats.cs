namespace ModelGen.Checkpoints.Files;

/// <summary>Files that people try to load as weights, known by their first bytes, so that the message can name them.</summary>
internal static class ForeignFormats
{
    /// <summary>What the file is; null if it is none of these.</summary>
    public static string? Name(ReadOnlySpan<byte> head) => head switch
    {
        [0x80, >= 2 and <= 5, ..] => "a Python pickle that torch.save did not write",
        _ when head is [0x93, ..] && head[1..].StartsWith("NUMPY"u8) => "a NumPy array",
        _ when head is [0x7F, ..] && head[1..].StartsWith("ELF"u8) => "a program",
        _ when head.StartsWith("GGUF"u8) => "a GGUF file",
        _ when head is [0x1F, 0x8B, ..] => "a gzip archive: unpack it first",
        _ when head.StartsWith("<!DOCTYPE"u8) || head.StartsWith("<html"u8) => "a web page: the download went wrong",
        _ when head.StartsWith("version https://"u8) => "a Git LFS pointer: fetch the file itself with git lfs pull",
        _ => null,
    };
}
