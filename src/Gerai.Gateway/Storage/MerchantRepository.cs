using System.Globalization;
using Dapper;
using Gerai.Merchants;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>The merchants. A server key goes in as a keyed hash to find it by, and sealed.</summary>
internal sealed class MerchantRepository(Database database, GroupCommit group, SecretSeal seal) : IMerchantRepository
{
    private const string Columns =
        """
        merchant_id, name, server_key_sealed, client_key, notification_urls, stores, closed_at_ms, retry_waits
        """;

    public Task<Merchant?> FindByKeyAsync(string serverKey, CancellationToken cancel) => FindOneAsync(
        $"select {Columns} from merchants where server_key_hash = @key", seal.Hash(serverKey), cancel);

    public Task<Merchant?> FindAsync(MerchantId id, CancellationToken cancel) => FindOneAsync(
        $"select {Columns} from merchants where merchant_id = @key", id.ToString(), cancel);

    public Task<bool> AddAsync(Merchant merchant, DateTimeOffset now, CancellationToken cancel)
    {
        var (hash, sealedKey) = Lock(merchant.ServerKey);
        return group.WriteAsync(
            session => session.Execute(
                """
                insert into merchants (merchant_id, name, server_key_hash, server_key_sealed, client_key,
                    notification_urls, stores, created_at_ms, closed_at_ms, retry_waits)
                values (@id, @name, @hash, @sealed, @client_key, @urls, @stores, @created, @closed, @waits)
                on conflict do nothing
                """,
                ("id", merchant.Id.ToString()),
                ("name", merchant.Name),
                ("hash", hash),
                ("sealed", sealedKey),
                ("client_key", merchant.ClientKey),
                ("urls", string.Join('\n', merchant.NotificationUrls)),
                ("stores", string.Join(',', merchant.Stores)),
                ("created", now.ToUnixTimeMilliseconds()),
                ("closed", merchant.ClosedAt?.ToUnixTimeMilliseconds()),
                ("waits", WaitsText(merchant))) == 1,
            cancel);
    }

    public Task<bool> UpdateAsync(Merchant merchant, CancellationToken cancel)
    {
        var (hash, sealedKey) = Lock(merchant.ServerKey);
        return group.WriteAsync(
            session => session.Execute(
                """
                update merchants set name = @name, server_key_hash = @hash, server_key_sealed = @sealed,
                    client_key = @client_key, notification_urls = @urls, stores = @stores, closed_at_ms = @closed,
                    retry_waits = @waits
                where merchant_id = @id
                """,
                ("id", merchant.Id.ToString()),
                ("name", merchant.Name),
                ("hash", hash),
                ("sealed", sealedKey),
                ("client_key", merchant.ClientKey),
                ("urls", string.Join('\n', merchant.NotificationUrls)),
                ("stores", string.Join(',', merchant.Stores)),
                ("closed", merchant.ClosedAt?.ToUnixTimeMilliseconds()),
                ("waits", WaitsText(merchant))) == 1,
            cancel);
    }

    private static string? WaitsText(Merchant merchant) => merchant.RetryWaits is { } waits
        ? string.Join(',', waits.Select(wait => ((long)wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)))
        : null;

    private (string Hash, string Sealed) Lock(ServerKey key) => (seal.Hash(key.Text), seal.Seal(key.Text));

    private async Task<Merchant?> FindOneAsync(string sql, string key, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<MerchantRow>(
            new CommandDefinition(sql, new { key }, cancellationToken: cancel));
        return row is null ? null : row.ToMerchant(seal);
    }

    private sealed class MerchantRow
    {
        public required string MerchantId { get; init; }

        public required string Name { get; init; }

        public required string ServerKeySealed { get; init; }

        public required string ClientKey { get; init; }

        public required string NotificationUrls { get; init; }

        public required string Stores { get; init; }

        public long? ClosedAtMs { get; init; }

        public string? RetryWaits { get; init; }

        public Merchant ToMerchant(SecretSeal seal) => new()
        {
            Id = Values.MerchantId.Parse(MerchantId),
            Name = Name,
            ServerKey = new ServerKey(seal.Open(ServerKeySealed)),
            ClientKey = ClientKey,
            NotificationUrls = NotificationUrls.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Stores = [.. Stores.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<StoreChain>)],
            ClosedAt = ClosedAtMs is { } closed ? DateTimeOffset.FromUnixTimeMilliseconds(closed) : null,
            RetryWaits = RetryWaits?.Split(',').Select(Wait).ToList(),
        };

        private static TimeSpan Wait(string milliseconds) =>
            TimeSpan.FromMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));
    }
}
