using Gerai.Stores;
using Gerai.Values;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Gerai.Simulator;

/// <summary>
/// The simulator's tills. They reach this gateway as a real network does, through a socket and the counter API, with
/// the sandbox networks' secrets.
/// </summary>
internal sealed class TillDesk(SimulatorOptions options, IServer server, TimeProvider time, RandomSource random)
    : IDisposable
{
    private const string UnixSocket = "http://unix:";

    // A till has a limit of its own, by the gateway's clock.
    private readonly HttpClient line = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly HttpClient cutLine = new(
        new SocketsHttpHandler { UseProxy = false, ConnectCallback = CutLine.ConnectAsync })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public Till Of(StoreChain chain)
    {
        var network = StoreNetwork.Sandbox.Single(one => one.Chain == chain);
        return new Till(line, cutLine, Counter(), network, time, random);
    }

    public void Dispose()
    {
        line.Dispose();
        cutLine.Dispose();
    }

    private Uri Counter()
    {
        if (options.CounterUrl is { } told)
        {
            return new Uri(told);
        }

        // Known only once it listens, and always plain HTTP (GatewayOptions). One that listens at every address of the
        // machine is also on its loopback.
        var listening = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var first = listening.FirstOrDefault(one => !one.StartsWith(UnixSocket, StringComparison.Ordinal))
            ?? throw new InvalidOperationException("The tills have no address to call. Set Simulator.CounterUrl.");
        var address = new Uri(first);
        return address.Host is "0.0.0.0" or "[::]" ? new UriBuilder(address) { Host = "127.0.0.1" }.Uri : address;
    }
}
