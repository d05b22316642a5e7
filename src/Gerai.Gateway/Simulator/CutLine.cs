using System.Net.Sockets;

namespace Gerai.Simulator;

/// <summary>
/// A connection that breaks when the answer arrives: what the till has said came through, and it hears nothing.
/// </summary>
internal sealed class CutLine(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    /// <summary>A connection of its own for each message, since none outlives one.</summary>
    public static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new CutLine(socket);
        }
        catch (Exception failed) when (failed is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Reading nothing returns when there is something to read, or when the other side has hung up.
        _ = await Socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
        Socket.Close(timeout: 0);
        throw new IOException("The line was cut before the answer was read.");
    }
}
