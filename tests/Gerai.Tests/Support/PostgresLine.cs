using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Gerai.Tests.Support;

/// <summary>
/// A line to PostgreSQL that can be cut at the worst moment: when a commit or a question is on its way, or when its
/// answer is.
/// </summary>
internal sealed class PostgresLine : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> open = [];
    private readonly HashSet<Socket> swallowed = [];
    private readonly string server;
    private readonly Task accepting;
    private volatile TaskCompletionSource? held;
    private volatile bool isCutOff;
    private int callers;
    private int waiting;
    private (byte[] Words, bool IsAnswer)? fatal;

    private PostgresLine(string server)
    {
        this.server = server;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>How often it has been cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>How many have connected, in vain or not.</summary>
    public int Callers => callers;

    /// <summary>How many at once have waited in vain to be heard.</summary>
    public int WaitedAtOnce { get; private set; }

    public string Address => ((IPEndPoint)listener.LocalEndpoint).ToString();

    public string ConnectionString => new NpgsqlConnectionStringBuilder(server)
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)listener.LocalEndpoint).Port,
    }.ToString();

    public static PostgresLine To(string connectionString) => new(connectionString);

    /// <summary>
    /// The next commit meets a cut line: before it arrives, or before its answer does. Both of them spell it.
    /// </summary>
    public void CutAtCommit(bool isAnswerLost) => CutAt("COMMIT", isAnswerLost);

    /// <summary>The line is cut when these words are next on their way to the server, or on their way back.</summary>
    public void CutAt(string words, bool isAnswer) => fatal = (Encoding.ASCII.GetBytes(words), isAnswer);

    /// <summary>Cuts who is connected, and has everybody wait until <see cref="Release"/>.</summary>
    public void CutAndHold()
    {
        held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (open)
        {
            open.ForEach(socket => socket.Dispose());
            open.Clear();
        }
    }

    /// <summary>Who is connected stays so and gets nothing through any more, either way, and nobody is told.</summary>
    public void Swallow()
    {
        lock (open)
        {
            swallowed.UnionWith(open);
        }
    }

    /// <summary>As <see cref="Swallow"/>, and who connects from now on hears nothing either.</summary>
    public void CutOff()
    {
        isCutOff = true;
        Swallow();
    }

    public void Release() => held?.TrySetResult();

    /// <summary>From now on nobody gets through, and who is connected is so no longer.</summary>
    public async ValueTask DisposeAsync()
    {
        Release();
        listener.Stop();
        await accepting;
        lock (open)
        {
            open.ForEach(socket => socket.Dispose());
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                Interlocked.Increment(ref callers);
                if (isCutOff)
                {
                    _ = HearNothingAsync(client);
                    continue;
                }

                await (held?.Task ?? Task.CompletedTask);
                var target = new NpgsqlConnectionStringBuilder(server);
                EndPoint address = target.Host![0] == '/'
                    ? new UnixDomainSocketEndPoint($"{target.Host}/.s.PGSQL.{target.Port}")
                    : new DnsEndPoint(target.Host, target.Port);
                var database = new Socket(
                    address is UnixDomainSocketEndPoint ? AddressFamily.Unix : AddressFamily.InterNetwork,
                    SocketType.Stream,
                    ProtocolType.Unspecified);
                await database.ConnectAsync(address);
                lock (open)
                {
                    open.AddRange([client, database]);
                }

                _ = PassAsync(client, database, isFromClient: true);
                _ = PassAsync(database, client, isFromClient: false);
            }
        }
        catch (Exception ended) when (ended is SocketException or InvalidOperationException)
        {
            // The listener was stopped: that is how this ends.
        }
    }

    private async Task HearNothingAsync(Socket client)
    {
        lock (open)
        {
            open.Add(client);
            WaitedAtOnce = Math.Max(WaitedAtOnce, ++waiting);
        }

        try
        {
            var buffer = new byte[1024];
            while (await client.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // It waits no longer.
        }

        lock (open)
        {
            waiting--;
        }

        client.Dispose();
    }

    private async Task PassAsync(Socket from, Socket to, bool isFromClient)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                if (fatal is var (words, isAnswer) && isAnswer != isFromClient
                    && buffer.AsSpan(0, count).IndexOf(words) >= 0)
                {
                    fatal = null;
                    Cuts++;
                    break;
                }

                if (!IsSwallowed(from))
                {
                    await to.SendAsync(buffer.AsMemory(0, count));
                }
            }
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // The other end hears of it by the closing below.
        }

        from.Dispose();
        to.Dispose();
    }

    private bool IsSwallowed(Socket from)
    {
        lock (open)
        {
            return swallowed.Contains(from);
        }
    }
}
