using Gerai.Stores;
using Gerai.Values;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Gerai.Simulator;

/// <summary>
/// The simulator's tills. They reach this gateway as a real network does, through a socket and the counter API, with
/// the sandbox networks' secrets.
/// </summary>
internal sealed class TillDesk(IServer server, TimeProvider time, RandomSource random) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(15),
    };

    public Till Of(StoreChain chain) => new(
        http, Address(), StoreNetwork.Sandbox.Single(network => network.Chain == chain), time, random);

    public void Dispose() => http.Dispose();

    // A gateway that listens at every address of the machine is also on its loopback. Known only once it listens.
    private Uri Address()
    {
        var listening = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var first = listening.FirstOrDefault(one => one.StartsWith("http://", StringComparison.Ordinal))
            ?? listening.First();
        var address = new Uri(first.Replace("*", "127.0.0.1", StringComparison.Ordinal)
            .Replace("+", "127.0.0.1", StringComparison.Ordinal));
        return address.Host is "0.0.0.0" or "[::]"
            ? new UriBuilder(address) { Host = "127.0.0.1" }.Uri
            : address;
    }
}
