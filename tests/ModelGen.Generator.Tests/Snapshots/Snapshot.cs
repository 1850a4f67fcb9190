using System.Runtime.CompilerServices;

namespace ModelGen.Generator.Tests.Snapshots;

/// <summary>
/// Compares text with the file <c>Class.Method_parameter.verified.ext</c> beside the test, as the package Verify does; a mismatch leaves
/// <c>….received.ext</c>. To accept it, rename that file.
/// </summary>
internal static class Snapshot
{
    public static void Verify(string received, string extension, string? parameter = null, [CallerFilePath] string test = "", [CallerMemberName] string method = "")
    {
        string name = Path.GetFileNameWithoutExtension(test) + "." + method + (parameter is null ? "" : "_" + parameter);
        string stem = Path.Combine(Path.GetDirectoryName(test)!, name);
        string verifiedPath = stem + ".verified." + extension;
        string receivedPath = stem + ".received." + extension;
        string? verified = File.Exists(verifiedPath) ? File.ReadAllText(verifiedPath).Replace("\r\n", "\n", StringComparison.Ordinal) : null;
        if (verified == received)
        {
            File.Delete(receivedPath);
            return;
        }

        File.WriteAllText(receivedPath, received);
        Assert.Fail(verified is null
            ? $"There is no {verifiedPath}: read {receivedPath}, and rename it if it is right."
            : $"{receivedPath} differs from the verified file {FirstDifference(verified, received)}");
    }

    private static string FirstDifference(string verified, string received)
    {
        string[] expected = verified.Split('\n'), found = received.Split('\n');
        int line = 0;
        while (line < Math.Min(expected.Length, found.Length) && expected[line] == found[line])
            line++;
        return $"in line {line + 1}:\n  verified: {Line(expected, line)}\n  received: {Line(found, line)}";
    }

    private static string Line(string[] lines, int index) => index < lines.Length ? lines[index] : "(end of the file)";
}
