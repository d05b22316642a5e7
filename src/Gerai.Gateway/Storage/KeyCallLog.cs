using Dapper;
using Gerai.Merchants;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>The last use of each server key, and the refused calls of each hour.</summary>
internal sealed class KeyCallLog(Database database, GroupCommit group) : IKeyCallLog
{
    private static readonly long HourMs = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    public Task WriteUsesAsync(IReadOnlyList<(string KeyHash, KeyUse Use)> uses, CancellationToken cancel) =>
        group.WriteUnhurriedAsync(
            session =>
            {
                foreach (var (hash, use) in uses)
                {
                    session.Execute(
                        """
                        update server_keys set last_used_at_ms = @at, last_used_from = @from
                        where key_hash = @hash and (last_used_at_ms is null or last_used_at_ms < @at)
                        """,
                        ("at", use.At.ToUnixTimeMilliseconds()),
                        ("from", use.From),
                        ("hash", hash));
                }

                return uses.Count;
            },
            cancel);

    public Task WriteRefusalsAsync(IReadOnlyList<RefusedKeyCall> refusals, CancellationToken cancel) =>
        group.WriteUnhurriedAsync(
            session =>
            {
                foreach (var refusal in refusals)
                {
                    Write(session, refusal);
                }

                return refusals.Count;
            },
            cancel);

    public Task<IReadOnlyList<RefusedCall>> RefusedAsync(
        MerchantId? merchant, int most, CancellationToken cancel) => ReadAsync(
        """
        select reason, fingerprint, address, looks, calls, last_at_ms, key_ended_at_ms from refused_calls
        where merchant_id = @merchant order by hour_at_ms desc, last_at_ms desc limit @most
        """,
        new { merchant = merchant?.ToString() ?? "", most = (long)most },
        cancel);

    public Task<IReadOnlyList<RefusedCall>> RefusedWithAsync(
        string fingerprint, int most, CancellationToken cancel) => ReadAsync(
        """
        select reason, fingerprint, address, looks, calls, last_at_ms, key_ended_at_ms from refused_calls
        where merchant_id = '' and fingerprint = @fingerprint order by hour_at_ms desc, last_at_ms desc limit @most
        """,
        new { fingerprint, most = (long)most },
        cancel);

    private static void Write(WriteSession session, RefusedKeyCall refusal)
    {
        var (merchant, ended) = WhoseKey(session, refusal);
        var at = refusal.Call.LastAt.ToUnixTimeMilliseconds();
        var call = refusal.Call with
        {
            Reason = ended is null ? refusal.Call.Reason : RefusedReason.EndedKey,
            KeyEndedAt = ended,
        };
        if (Add(session, merchant, call))
        {
            return;
        }

        var count = session.Query(
            "select count(*) from refused_calls where merchant_id = @merchant and hour_at_ms = @hour",
            row => row.GetInt64(0),
            ("merchant", merchant),
            ("hour", at - (at % HourMs)))[0];
        var told = count < IKeyCallLog.RowsPerHourMax
            ? call
            : new RefusedCall { Reason = call.Reason, Calls = call.Calls, LastAt = call.LastAt };
        if (told == call || !Add(session, merchant, told))
        {
            Insert(session, merchant, told);
        }
    }

    // A closed account's key has not ended, and is its merchant's all the same.
    private static (string Merchant, DateTimeOffset? Ended) WhoseKey(WriteSession session, RefusedKeyCall refusal)
    {
        if (refusal.KeyHash is not { } hash)
        {
            return ("", null);
        }

        var owners = session.Query(
            "select merchant_id, valid_until_ms from server_keys where key_hash = @hash",
            row => (row.GetString(0), row.IsDBNull(1) ? (long?)null : row.GetInt64(1)),
            ("hash", hash));
        return owners is [var (merchant, until)]
            ? (merchant, until is { } end && end <= refusal.Call.LastAt.ToUnixTimeMilliseconds()
                ? DateTimeOffset.FromUnixTimeMilliseconds(end)
                : null)
            : ("", null);
    }

    private static bool Add(WriteSession session, string merchant, RefusedCall call)
    {
        var at = call.LastAt.ToUnixTimeMilliseconds();
        return session.Execute(
            """
            update refused_calls set calls = calls + @calls,
                last_at_ms = case when last_at_ms < @at then @at else last_at_ms end
            where merchant_id = @merchant and hour_at_ms = @hour and reason = @reason
                and fingerprint = @fingerprint and address = @address
            """,
            ("calls", call.Calls),
            ("at", at),
            ("merchant", merchant),
            ("hour", at - (at % HourMs)),
            ("reason", call.Reason.ToString()),
            ("fingerprint", call.Fingerprint ?? ""),
            ("address", call.From ?? "")) > 0;
    }

    private static void Insert(WriteSession session, string merchant, RefusedCall call)
    {
        var at = call.LastAt.ToUnixTimeMilliseconds();
        session.Execute(
            """
            insert into refused_calls (
                merchant_id, hour_at_ms, reason, fingerprint, address, looks, calls, last_at_ms, key_ended_at_ms)
            values (@merchant, @hour, @reason, @fingerprint, @address, @looks, @calls, @at, @ended)
            on conflict do nothing
            """,
            ("merchant", merchant),
            ("hour", at - (at % HourMs)),
            ("reason", call.Reason.ToString()),
            ("fingerprint", call.Fingerprint ?? ""),
            ("address", call.From ?? ""),
            ("looks", call.Looks.ToString()),
            ("calls", call.Calls),
            ("at", at),
            ("ended", call.KeyEndedAt?.ToUnixTimeMilliseconds()));
    }

    private async Task<IReadOnlyList<RefusedCall>> ReadAsync(string sql, object values, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<(
            string Reason, string Fingerprint, string Address, string Looks, long Calls, long LastAt, long? Ended)>(
            new CommandDefinition(sql, values, cancellationToken: cancel));
        return [.. rows.Select(row => new RefusedCall
        {
            Reason = Enum.Parse<RefusedReason>(row.Reason),
            Fingerprint = row.Fingerprint is { Length: > 0 } fingerprint ? fingerprint : null,
            From = row.Address is { Length: > 0 } address ? address : null,
            Looks = Enum.Parse<KeyLooks>(row.Looks),
            Calls = row.Calls,
            LastAt = DateTimeOffset.FromUnixTimeMilliseconds(row.LastAt),
            KeyEndedAt = row.Ended is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null,
        })];
    }
}
