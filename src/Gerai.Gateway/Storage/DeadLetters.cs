using Dapper;
using Gerai.Notifications;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>Reads what was given up along its index, backwards in time.</summary>
internal sealed class DeadLetters(Database database) : IDeadLetters
{
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(
        DeadLetter? behind, int countMax, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            select n.transaction_id, n.version, n.address, n.endpoint, n.due_at_ms, n.attempts, a.result, a.http_status
            from notifications n left join attempts a
                on a.transaction_id = n.transaction_id and a.version = n.version and a.address = n.address
                    and a.slot = n.slot and a.number = n.attempts
            where n.state = 'GivenUp'
                and (n.due_at_ms, n.transaction_id, n.version, n.address) < (@at, @id, @version, @address)
            order by n.due_at_ms desc, n.transaction_id desc, n.version desc, n.address desc limit @most
            """,
            new
            {
                at = behind?.GivenUpAt.ToUnixTimeMilliseconds() ?? long.MaxValue,
                id = behind?.Event.Transaction.ToString() ?? "",
                version = (long)(behind?.Event.Version ?? 0),
                address = behind?.Address ?? "",
                most = (long)countMax,
            },
            cancellationToken: cancel));
        return [.. rows.Select(row => row.ToLetter())];
    }

    private sealed class Row
    {
        public required string TransactionId { get; init; }

        public required long Version { get; init; }

        public required string Address { get; init; }

        public required string Endpoint { get; init; }

        public required long DueAtMs { get; init; }

        public required long Attempts { get; init; }

        public string? Result { get; init; }

        public long? HttpStatus { get; init; }

        public DeadLetter ToLetter() => new()
        {
            Event = new EventId(Values.TransactionId.Parse(TransactionId), (int)Version),
            Address = Address,
            Merchant = MerchantId.Parse(Notifications.Endpoint.Parse(Endpoint).Merchant),
            GivenUpAt = DateTimeOffset.FromUnixTimeMilliseconds(DueAtMs),
            Attempts = (int)Attempts,
            Result = Result is null ? null : Enum.Parse<DeliveryResult>(Result),
            HttpStatus = (int?)HttpStatus,
        };
    }
}
