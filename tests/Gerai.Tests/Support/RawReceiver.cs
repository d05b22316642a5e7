using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;

namespace Gerai.Tests.Support;

/// <summary>
/// A merchant's server on a real port that does as it likes with each call, down to the bytes. One call a connection.
/// </summary>
internal sealed class RawReceiver : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource closing = new();
    private readonly Channel<RawCall> calls = Channel.CreateUnbounded<RawCall>();
    private readonly Func<RawCall, Task> answer;
    private readonly SslStreamCertificateContext? certificate;
    private readonly Task accepting;
    private int callsCount;

    public RawReceiver(
        Func<RawCall, Task> answer,
        X509Certificate2? certificate = null,
        X509Certificate2? intermediate = null,
        IPAddress? at = null)
    {
        this.answer = answer;
        if (certificate is not null)
        {
            X509Certificate2Collection sentAlong = intermediate is null ? [] : [intermediate];
            this.certificate = SslStreamCertificateContext.Create(certificate, sentAlong, offline: true);
        }

        listener = new TcpListener(at ?? IPAddress.Loopback, 0);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Address => $"{(certificate is null ? "http" : "https")}://{listener.LocalEndpoint}";

    public int CallsCount => Volatile.Read(ref callsCount);

    public static Func<RawCall, Task> Always(string head) => call => call.AnswerAsync(head);

    /// <summary>The next call that has arrived whole.</summary>
    public async Task<RawCall> NextAsync() => await calls.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await accepting;
        listener.Dispose();
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(closing.Token);
                open.Add(ServeAsync(socket));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using Stream plain = new NetworkStream(socket, ownsSocket: false);
                await using var stream = certificate is null ? plain : await SecureAsync(plain, certificate);
                var call = await RawCall.ReadAsync(socket, stream, closing.Token);
                Interlocked.Increment(ref callsCount);
                await calls.Writer.WriteAsync(call);
                await answer(call);
            }
            catch (Exception gone) when (
                gone is IOException or SocketException or ObjectDisposedException or OperationCanceledException
                    or System.Security.Authentication.AuthenticationException)
            {
                // The caller hung up, or the test is over.
            }
        }
    }

    private async Task<Stream> SecureAsync(Stream plain, SslStreamCertificateContext own)
    {
        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificateContext = own }, closing.Token);
        return secure;
    }
}

/// <summary>One HTTP request as it came over the wire, and the means to answer it or not.</summary>
internal sealed class RawCall
{
    private readonly Socket socket;
    private readonly Stream stream;

    private RawCall(Socket socket, Stream stream, string head, byte[] body, CancellationToken closed)
    {
        this.socket = socket;
        this.stream = stream;
        Lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Body = body;
        Closed = closed;
    }

    /// <summary>The request line and the headers.</summary>
    public IReadOnlyList<string> Lines { get; }

    public byte[] Body { get; }

    /// <summary>Ends with the test; until then an answer may stall on it.</summary>
    public CancellationToken Closed { get; }

    public static async Task<RawCall> ReadAsync(Socket socket, Stream stream, CancellationToken closed)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, closed);
            if (head.Length == 0 && !char.IsAsciiLetterUpper((char)one[0]))
            {
                // Such as TLS where none is spoken: a server that waited for more would hang, and so would the caller.
                throw new IOException("This is no HTTP.");
            }

            head.Append((char)one[0]);
        }

        const string LengthHeader = "Content-Length: ";
        var lines = head.ToString().Split("\r\n");
        var length = lines.First(line => line.StartsWith(LengthHeader, StringComparison.Ordinal));
        var body = new byte[int.Parse(length.AsSpan(LengthHeader.Length), provider: CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, closed);
        return new RawCall(socket, stream, head.ToString(), body, closed);
    }

    /// <summary>Answers with these headers and says that the connection ends here.</summary>
    public Task AnswerAsync(string head) => WriteAsync(head + "\r\nConnection: close\r\n\r\n");

    public async Task WriteAsync(string text)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), Closed);
        await stream.FlushAsync(Closed);
    }

    public Task StallAsync() => Task.Delay(Timeout.InfiniteTimeSpan, Closed);

    /// <summary>Ends the connection in the rude way, with a reset instead of a close.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }
}
