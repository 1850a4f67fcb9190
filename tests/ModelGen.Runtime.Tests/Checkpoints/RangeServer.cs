using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelGen.Runtime.Tests.Checkpoints;

/// <summary>A web server on this machine that answers ranges too, and whose connection may break.</summary>
internal sealed class RangeServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly byte[] body;
    private readonly bool knowsRanges;

    public RangeServer(byte[] body, bool knowsRanges = true)
    {
        (this.body, this.knowsRanges) = (body, knowsRanges);
        listener.Start();
        _ = Task.Run(Serve);
    }

    /// <summary>Breaks the next answers off after so many bytes; null: sends all.</summary>
    public int? CutAfter { get; set; }

    /// <summary>First bytes of the ranges asked for; 0 where none was.</summary>
    public List<int> Starts { get; } = [];

    public string Address(string name) => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/path/{name}";

    public void Dispose() => listener.Dispose();

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var range = Regex.Match(await ReadRequest(stream), @"Range: bytes=(\d+)-", RegexOptions.IgnoreCase);
                int start = range.Success && knowsRanges ? int.Parse(range.Groups[1].Value) : 0;
                Starts.Add(start);
                string status = start >= body.Length ? "416 Range Not Satisfiable" : start > 0 ? $"206 Partial Content\r\nContent-Range: bytes {start}-{body.Length - 1}/{body.Length}" : "200 OK";
                byte[] answer = start >= body.Length ? [] : body[start..];
                await stream.WriteAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 {status}\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n"));
                await stream.WriteAsync(answer.AsMemory(0, Math.Min(answer.Length, CutAfter ?? answer.Length)));
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // Disposed, or the client went away.
        }
    }

    private static async Task<string> ReadRequest(NetworkStream stream)
    {
        var request = new StringBuilder();
        var buffer = new byte[1024];
        while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer) is > 0 and var read)
            request.Append(Encoding.ASCII.GetString(buffer, 0, read));
        return request.ToString();
    }
}
