using Dapper;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>The store networks, their secrets sealed: they are needed to check signatures.</summary>
internal sealed class StoreNetworkRepository(Database database, GroupCommit group, SecretSeal seal)
    : IStoreNetworkRepository
{
    public async Task<StoreNetwork?> FindAsync(string name, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<(string Store, string Environment, string Sealed)?>(
            new CommandDefinition(
                "select store, environment, secret_sealed from store_networks where name = @name",
                new { name },
                cancellationToken: cancel));
        return row is not { } found
            ? null
            : new StoreNetwork(
                name,
                Enum.Parse<StoreChain>(found.Store),
                Enum.Parse<GatewayEnvironment>(found.Environment),
                seal.Open(found.Sealed));
    }

    public Task<bool> AddAsync(StoreNetwork network, DateTimeOffset now, CancellationToken cancel)
    {
        var sealedSecret = seal.Seal(network.Secret);
        return group.WriteAsync(
            session => session.Execute(
                """
                insert into store_networks (name, store, environment, secret_sealed, created_at_ms)
                values (@name, @store, @environment, @sealed, @created)
                on conflict do nothing
                """,
                ("name", network.Name),
                ("store", network.Chain.ToString()),
                ("environment", network.Environment.ToString()),
                ("sealed", sealedSecret),
                ("created", now.ToUnixTimeMilliseconds())) == 1,
            cancel);
    }
}
