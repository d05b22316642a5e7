using System.Net;
using System.Net.Sockets;

namespace Gerai.LoadTests.Failover;

/// <summary>
/// A line to a server that can be cut as a network is: nobody is told, what is sent goes nowhere, and who connects
/// hears nothing. Mended, it is a new line: the old connections end.
/// </summary>
internal sealed class CutLine : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Lock gate = new();
    private readonly HashSet<Socket> open = [];
    private readonly int target;
    private readonly Task accepting;
    private TaskCompletionSource mended = Whole();

    public CutLine(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Cut() => mended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend()
    {
        CloseAll();
        mended.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await accepting;
        Mend();
    }

    private static TaskCompletionSource Whole()
    {
        var whole = new TaskCompletionSource();
        whole.SetResult();
        return whole;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await listener.AcceptSocketAsync());
            }
        }
        catch (SocketException)
        {
            // The listener was stopped: that is how this ends.
        }
    }

    private async Task PassAsync(Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        lock (gate)
        {
            open.UnionWith([client, server]);
        }

        try
        {
            await mended.Task;
            client.NoDelay = server.NoDelay = true;
            await server.ConnectAsync(IPAddress.Loopback, target);
            await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // One of the two ends is gone; the other hears of it below.
        }

        await mended.Task;
        client.Dispose();
        server.Dispose();
        lock (gate)
        {
            open.ExceptWith([client, server]);
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                await mended.Task;
                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // As above.
        }
    }

    private void CloseAll()
    {
        lock (gate)
        {
            foreach (var socket in open)
            {
                socket.Dispose();
            }
        }
    }
}
