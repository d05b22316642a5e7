using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="IStoreNetworkRepository"/> promises.</summary>
public abstract class StoreNetworkContract(DatabaseKind kind) : StorageContract(kind)
{
    private StoreNetworkRepository Networks => new(Books.Database, Books.Group, Some.Seal);

    [Fact]
    public async Task A_network_is_found_by_its_name_with_the_secret_that_checks_its_signatures()
    {
        var network = new StoreNetwork(
            "toko 'satu'", StoreChain.Indomaret, GatewayEnvironment.Production, "rahasia ☕ \" '");
        Assert.True(await Networks.AddAsync(network, Now, Cancel));
        Assert.True(await Networks.AddAsync(Some.Network(), Now, Cancel));

        Assert.Equal(network, await Networks.FindAsync(network.Name, Cancel));
        Assert.Equal(Some.Network(), await Networks.FindAsync(Some.Network().Name, Cancel));
        Assert.Null(await Networks.FindAsync("Alfamart-Sandbox", Cancel));
        Assert.Null(await Networks.FindAsync("", Cancel));
    }

    [Fact]
    public async Task A_name_that_is_taken_keeps_its_secret()
    {
        Assert.True(await Networks.AddAsync(Some.Network(), Now, Cancel));
        Assert.False(await Networks.AddAsync(Some.Network() with { Secret = "another" }, Now, Cancel));

        Assert.Equal(Some.Network(), await Networks.FindAsync(Some.Network().Name, Cancel));
    }
}

public sealed class SqliteStoreNetworkTests() : StoreNetworkContract(DatabaseKind.Sqlite);

public sealed class PostgresStoreNetworkTests() : StoreNetworkContract(DatabaseKind.Postgres);
