using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ModelGen.Runtime.Tests.Data;

/// <summary>A web server on this machine that answers every request with the given bytes.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    /// <param name="body">Sent to everyone.</param>
    /// <param name="cutAt">Close the connection after so many bytes of it; null: send all.</param>
    /// <param name="status">The first line's end.</param>
    public LoopbackServer(byte[] body, int? cutAt = null, string status = "200 OK")
    {
        listener.Start();
        _ = Task.Run(() => Serve(body, cutAt, status));
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/cifar-10-binary.tar.gz");

    public void Dispose() => listener.Dispose();

    private async Task Serve(byte[] body, int? cutAt, string status)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                await ReadRequest(stream);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
                await stream.WriteAsync(body.AsMemory(0, cutAt ?? body.Length));
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // Disposed, or the client went away.
        }
    }

    private static async Task ReadRequest(NetworkStream stream)
    {
        var request = new StringBuilder();
        var buffer = new byte[1024];
        while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            int read = await stream.ReadAsync(buffer);
            if (read == 0)
                return;
            request.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
    }
}
