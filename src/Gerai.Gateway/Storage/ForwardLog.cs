using Gerai.Notifications;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>Reports of listeners, a few for each event.</summary>
internal sealed class ForwardLog(GroupCommit group) : IForwardLog
{
    public Task<bool> RecordAsync(
        MerchantId merchant, EventId id, Forward forward, int keptMax, CancellationToken cancel) =>
        group.WriteAsync(
            id.Transaction.Slot,
            session =>
            {
                if (!Exists(session, merchant, id))
                {
                    return false;
                }

                if (Insert(session, id, forward))
                {
                    Forget(session, id, keptMax);
                }

                return true;
            },
            cancel);

    // A line of the history goes away only with its payment, into an archive, and then nobody asks for its reports.
    private static bool Exists(WriteSession session, MerchantId merchant, EventId id) => session.Query(
        """
        select 1 from payment_history
        where transaction_id = @id and version = @version and slot = @slot and news_for = @merchant
        """,
        _ => true,
        ("id", id.Transaction.ToString()),
        ("version", (long)id.Version),
        ("slot", (long)id.Transaction.Slot.Number),
        ("merchant", merchant.ToString())).Count > 0;

    private static bool Insert(WriteSession session, EventId id, Forward forward) => session.Execute(
        """
        insert into forwards (transaction_id, version, started_at_ms, address, slot, took_ms, result, http_status,
            reported_at_ms)
        values (@id, @version, @started, @address, @slot, @took, @result, @status, @reported)
        on conflict do nothing
        """,
        ("id", id.Transaction.ToString()),
        ("version", (long)id.Version),
        ("started", forward.StartedAt.ToUnixTimeMilliseconds()),
        ("address", forward.Address),
        ("slot", (long)id.Transaction.Slot.Number),
        ("took", (long)forward.Took.TotalMilliseconds),
        ("result", forward.Result.ToString()),
        ("status", (long?)forward.HttpStatus),
        ("reported", forward.ReportedAt.ToUnixTimeMilliseconds())) == 1;

    // By our own clock: a listener whose clock is ahead must not keep its reports for ever.
    private static void Forget(WriteSession session, EventId id, int keptMax) => session.Execute(
        """
        delete from forwards
        where transaction_id = @id and version = @version and slot = @slot
            and (started_at_ms, address) not in (
                select f.started_at_ms, f.address from forwards f
                where f.transaction_id = @id and f.version = @version and f.slot = @slot
                order by f.reported_at_ms desc, f.started_at_ms desc, f.address desc limit @most)
        """,
        ("id", id.Transaction.ToString()),
        ("version", (long)id.Version),
        ("slot", (long)id.Transaction.Slot.Number),
        ("most", (long)keptMax));
}
