using System.Data.Common;
using Gerai.Notifications;

namespace Gerai.Storage;

/// <summary>The circuits of endpoints in trouble: a row while there is trouble, none otherwise.</summary>
internal sealed class CircuitRepository(GroupCommit group) : ICircuitRepository
{
    public Task<Circuit> ChangeAsync(
        Endpoint endpoint, DateTimeOffset now, Func<Circuit?, Circuit> change, CancellationToken cancel) =>
        group.PipelineAsync(
            async session =>
            {
                var seen = await session.QueryAsync(
                    "select failures, openings, open_until_ms from endpoints where endpoint = @endpoint",
                    Read,
                    ("endpoint", endpoint.Text));
                var before = seen.SingleOrDefault();
                var after = change(before);
                if (before is null)
                {
                    await InsertAsync(session, endpoint, after, now);
                }
                else
                {
                    await UpdateAsync(session, endpoint, before, after);
                }

                return after;
            },
            cancel);

    public Task CloseAsync(Endpoint endpoint, CancellationToken cancel) => group.WriteAsync(
        session => session.Execute(
            "delete from endpoints where endpoint = @endpoint", ("endpoint", endpoint.Text)),
        cancel);

    /// <summary>
    /// Keeps other probes away until the lease of this one has lapsed. False when somebody was faster, or the circuit
    /// has changed.
    /// </summary>
    public static async ValueTask<bool> TryClaimProbeAsync(
        WriteSession session, Endpoint endpoint, Circuit seen, DateTimeOffset leaseEnd) =>
        await UpdateAsync(session, endpoint, seen, seen with { OpenUntil = leaseEnd }) == 1;

    /// <summary>Undoes a claim in the transaction that made it.</summary>
    public static async ValueTask TakeBackProbeAsync(
        WriteSession session, Endpoint endpoint, Circuit seen, DateTimeOffset leaseEnd) =>
        await UpdateAsync(session, endpoint, seen with { OpenUntil = leaseEnd }, seen);

    private static ValueTask<int> InsertAsync(
        WriteSession session, Endpoint endpoint, Circuit circuit, DateTimeOffset now) => session.ExecuteAsync(
        """
        insert into endpoints (endpoint, failures, openings, open_until_ms, failing_since_ms)
        values (@endpoint, @failures, @openings, @open_until, @now)
        on conflict do nothing
        """,
        ("endpoint", endpoint.Text),
        ("failures", (long)circuit.Failures),
        ("openings", (long)circuit.Openings),
        ("open_until", circuit.OpenUntil?.ToUnixTimeMilliseconds()),
        ("now", now.ToUnixTimeMilliseconds()));

    private static ValueTask<int> UpdateAsync(
        WriteSession session, Endpoint endpoint, Circuit seen, Circuit circuit) =>
        session.ExecuteAsync(
            """
            update endpoints set failures = @failures, openings = @openings, open_until_ms = @open_until
            where endpoint = @endpoint and failures = @seen_failures and coalesce(open_until_ms, 0) = @seen_until
            """,
            ("endpoint", endpoint.Text),
            ("failures", (long)circuit.Failures),
            ("openings", (long)circuit.Openings),
            ("open_until", circuit.OpenUntil?.ToUnixTimeMilliseconds()),
            ("seen_failures", (long)seen.Failures),
            ("seen_until", seen.OpenUntil?.ToUnixTimeMilliseconds() ?? 0L));

    private static Circuit Read(DbDataReader row) => new(
        (int)row.GetInt64(0),
        (int)row.GetInt64(1),
        row.IsDBNull(2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)));
}
