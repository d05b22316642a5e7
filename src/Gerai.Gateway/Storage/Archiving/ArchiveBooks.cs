using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>Reads from the books what goes into an archive: a merchant's payments as they were charged.</summary>
internal sealed class ArchiveBooks(Database database)
{
    private const int PageMax = 100;

    // Named so for the plans: both are asked along the index of a merchant's events.
    private const string History = "payment_history";

    // Until it is cancelled: of a large merchant, longer than a gateway's question may.
    private const int AsLongAsItTakes = 0;

    /// <summary>The month of a charge, as merchants count it.</summary>
    public static string MonthOf(ArchiveKey key) => DateTimeOffset.FromUnixTimeMilliseconds(key.ChargedAtMs)
        .ToOffset(WesternIndonesianTime.Offset).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public async Task<IReadOnlyList<string>> MerchantsAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(
            "select merchant_id from merchants order by merchant_id", cancellationToken: cancel))];
    }

    public async Task<long> CountAsync(string merchant, DateTimeOffset until, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"select count(*) from {History} where news_for = @merchant and at_ms < @until and version = 1",
            new { merchant, until = until.ToUnixTimeMilliseconds() },
            commandTimeout: AsLongAsItTakes,
            cancellationToken: cancel));
    }

    /// <summary>Up to which moment the figures of a merchant have been counted.</summary>
    public async Task<long> CountedUntilAsync(string merchant, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "select until_at_ms from figure_marks where merchant_id = @merchant",
            new { merchant },
            cancellationToken: cancel)) ?? 0;
    }

    /// <summary>Every payment charged before a moment, whole.</summary>
    public async IAsyncEnumerable<ArchivedPayment> PaymentsAsync(
        string merchant, DateTimeOffset until, [EnumeratorCancellation] CancellationToken cancel)
    {
        var place = new ArchiveKey(-1, "");
        while (true)
        {
            IReadOnlyList<Place> page;
            IReadOnlyList<ArchivedPayment> payments;
            await using (var connection = await database.OpenAsync(cancel))
            {
                page = await PlacesAsync(connection, merchant, until, place, cancel);
                payments = await ReadAsync(connection, page, cancel);
            }

            foreach (var payment in payments)
            {
                yield return payment;
            }

            if (page.Count < PageMax)
            {
                yield break;
            }

            place = new ArchiveKey(page[^1].AtMs, page[^1].TransactionId);
        }
    }

    private static async Task<IReadOnlyList<Place>> PlacesAsync(
        DbConnection connection, string merchant, DateTimeOffset until, ArchiveKey after, CancellationToken cancel) =>
        [.. await connection.QueryAsync<Place>(new CommandDefinition(
            """
            select h.at_ms, h.transaction_id, h.slot from payment_history h
            where h.news_for = @merchant and h.version = 1 and h.at_ms < @until
                and (h.at_ms, h.transaction_id) > (@at, @id)
            order by h.at_ms, h.transaction_id limit @most
            """,
            new
            {
                merchant,
                until = until.ToUnixTimeMilliseconds(),
                at = after.ChargedAtMs,
                id = after.Id,
                most = (long)PageMax,
            },
            cancellationToken: cancel))];

    // One question a table for a whole page.
    private static async Task<IReadOnlyList<ArchivedPayment>> ReadAsync(
        DbConnection connection, IReadOnlyList<Place> page, CancellationToken cancel)
    {
        var tables = new Dictionary<string, ILookup<string, IReadOnlyDictionary<string, object>>>();
        foreach (var table in page.Count == 0 ? [] : ArchivedPayment.Tables)
        {
            tables[table] = await RowsAsync(connection, table, page, cancel);
        }

        // What was removed since the page was read is left out.
        return
        [
            .. page.Where(place => tables["payments"].Contains(place.TransactionId)
                    && tables["payment_history"].Contains(place.TransactionId))
                .Select(place => new ArchivedPayment(ArchivedPayment.Tables.ToDictionary(
                    table => table, table => tables[table][place.TransactionId].ToList()))),
        ];
    }

    private static async Task<ILookup<string, IReadOnlyDictionary<string, object>>> RowsAsync(
        DbConnection connection, string table, IReadOnlyList<Place> page, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        var slots = page.Select(place => place.Slot).Distinct().ToList();
        command.CommandText =
            $"""
            select * from {table}
            where transaction_id in ({Parameters(command, "i", page.Select(place => (object)place.TransactionId))})
                and slot in ({Parameters(command, "s", slots.Select(slot => (object)slot))})
            """;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<IReadOnlyDictionary<string, object>>();
        while (await reader.ReadAsync(cancel))
        {
            rows.Add(ArchivedPayment.Read(reader));
        }

        return rows.ToLookup(row => (string)row["transaction_id"], StringComparer.Ordinal);
    }

    private static string Parameters(DbCommand command, string name, IEnumerable<object> values) => string.Join(
        ", ",
        values.Select((value, i) =>
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@{name}{i}";
            parameter.Value = value;
            command.Parameters.Add(parameter);
            return parameter.ParameterName;
        }));

    private sealed class Place
    {
        public required long AtMs { get; init; }

        public required string TransactionId { get; init; }

        public required long Slot { get; init; }
    }
}
