using Dapper;
using Gerai.Merchants;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>Walks along the accounts in the order they were opened, a bounded way at a time.</summary>
internal sealed class MerchantDirectory(Database database) : IMerchantDirectory
{
    private const char Escape = '!';

    /// <summary>How many accounts one question looks at.</summary>
    internal int LookedAtMax { get; init; } = 10_000;

    public async Task<MerchantPage> PageAsync(
        MerchantPlace? behind, string search, int countMax, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var values = new
        {
            at = behind?.Since.ToUnixTimeMilliseconds() ?? long.MaxValue,
            id = behind?.Id.ToString() ?? "",
            looked = (long)LookedAtMax,
            pattern = $"%{Escaped(search)}%",
            most = (long)countMax,
        };
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            select m.merchant_id, m.name, m.created_at_ms, m.closed_at_ms
            from (
                select merchant_id, name, created_at_ms, closed_at_ms from merchants
                where (created_at_ms, merchant_id) < (@at, @id)
                order by created_at_ms desc, merchant_id desc limit @looked) m
            where lower(m.name) like lower(@pattern) escape '!' or lower(m.merchant_id) like lower(@pattern) escape '!'
            order by m.created_at_ms desc, m.merchant_id desc limit @most
            """,
            values,
            cancellationToken: cancel))).ToList();
        var last = rows.Count == countMax
            ? rows[^1]
            : await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
                """
                select merchant_id, name, created_at_ms, closed_at_ms from merchants
                where (created_at_ms, merchant_id) < (@at, @id)
                order by created_at_ms desc, merchant_id desc limit 1 offset @looked - 1
                """,
                values,
                cancellationToken: cancel));
        return new MerchantPage([.. rows.Select(row => row.ToEntry())], last?.ToEntry().Place);
    }

    private static string Escaped(string search) => string.Concat(
        search.Select(letter => letter is Escape or '%' or '_' ? $"{Escape}{letter}" : letter.ToString()));

    private sealed class Row
    {
        public required string MerchantId { get; init; }

        public required string Name { get; init; }

        public required long CreatedAtMs { get; init; }

        public long? ClosedAtMs { get; init; }

        public MerchantEntry ToEntry() => new(
            Values.MerchantId.Parse(MerchantId),
            Name,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs),
            ClosedAtMs is { } closed ? DateTimeOffset.FromUnixTimeMilliseconds(closed) : null);
    }
}
