using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace ModelGen;

/// <summary>
/// Downloads one file whose checksum is known. The file appears under its name only when it is whole and right; what came of it before a
/// connection broke is kept beside it, and the next try goes on from there.
/// </summary>
public sealed class FileDownload
{
    public required Uri Address { get; init; }

    public required FileChecksum Checksum { get; init; }

    /// <summary>What the file is, for the message when something else comes: "the official archive".</summary>
    public string Content { get; init; } = "the file that was asked for";

    /// <summary>How long to wait for a connection and an answer: a machine without internet should not keep its user waiting.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the transfer may stand still.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where an unfinished download of a file is kept.</summary>
    public static string PartOf(string path) => path + ".part";

    /// <param name="path">Its folder is made if needed.</param>
    /// <param name="progress">Bytes so far and in all (null: not known).</param>
    /// <param name="cancellation">Ends the download; it can be taken up again.</param>
    /// <exception cref="UserError">No connection, or another file came.</exception>
    public void To(string path, Action<long, long?>? progress = null, CancellationToken cancellation = default)
    {
        string part = PartOf(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            // Not shared: a second download of the same file must not write into the first.
            using (var output = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            {
                Fetch(output, progress, cancellation).GetAwaiter().GetResult();
                Check(output);
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be written, or is being downloaded by another process: {e.Message}", e);
        }
    }

    private async Task Fetch(FileStream output, Action<long, long?>? progress, CancellationToken cancellation)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            using var handler = new SocketsHttpHandler { ConnectTimeout = ConnectTimeout };
            using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
            stall.CancelAfter(ConnectTimeout);
            using var answer = await Ask(client, output, stall.Token).ConfigureAwait(false);
            using var input = await answer.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
            await Copy(input, output, output.Position + answer.Content.Headers.ContentLength, progress, stall).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new UserError($"{Address}: no answer, or the transfer stood still");
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw new UserError($"{Address}: not reachable: {e.Message}", e);
        }
    }

    /// <summary>Asks for what is not there yet, and leaves the output at the place where the answer begins.</summary>
    private async Task<HttpResponseMessage> Ask(HttpClient client, FileStream output, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        if (output.Length > 0)
            request.Headers.Range = new RangeHeaderValue(output.Length, null);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // More is there than the server has: begin again.
            answer.Dispose();
            output.SetLength(0);
            return await Ask(client, output, cancellation).ConfigureAwait(false);
        }

        answer.EnsureSuccessStatusCode();
        bool goesOn = answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From == output.Length;
        // A server that knows no ranges answers with the whole file.
        if (!goesOn)
            output.SetLength(0);
        output.Position = output.Length;
        return answer;
    }

    private async Task Copy(Stream input, FileStream output, long? total, Action<long, long?>? progress, CancellationTokenSource stall)
    {
        var buffer = new byte[1 << 16];
        while (true)
        {
            stall.CancelAfter(StallTimeout);
            int read = await input.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
            if (read == 0)
                return;
            await output.WriteAsync(buffer.AsMemory(0, read), stall.Token).ConfigureAwait(false);
            progress?.Invoke(output.Position, total);
        }
    }

    private void Check(FileStream output)
    {
        output.Position = 0;
        string found = Checksum.Of(output);
        if (Checksum.Fits(found))
            return;
        long length = output.Length;
        output.SetLength(0);
        throw new UserError(string.Create(CultureInfo.InvariantCulture, $"{Address}: the {length:N0} bytes that came are not {Content}: {Checksum.Name} {found}, expected {Checksum.Digits}: something on the way changed or cut it, try again"));
    }
}
