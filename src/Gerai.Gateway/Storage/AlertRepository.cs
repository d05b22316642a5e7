using Dapper;
using Gerai.Notifications;

namespace Gerai.Storage;

/// <summary>The table of alerts, and what delivery's own tables tell about trouble.</summary>
internal sealed class AlertRepository(Database database, GroupCommit group) : IAlertRepository
{
    public async Task<IReadOnlyList<DueAlert>> DueAsync(
        int openingsMin, DateTimeOffset after, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var open = await connection.QueryAsync<DueRowOfAlert>(new CommandDefinition(
            """
            select e.endpoint, a.due_at_ms, a.failures, a.told_until_ms
            from endpoints e left join alerts a on a.endpoint = e.endpoint
            where e.openings >= @openings and (a.endpoint is null or a.due_at_ms <= @now)
            """,
            new { openings = (long)openingsMin, now = now.ToUnixTimeMilliseconds() },
            cancellationToken: cancel));
        var lost = await connection.QueryAsync<DueRowOfAlert>(new CommandDefinition(
            """
            select lost.endpoint, a.due_at_ms, a.failures, a.told_until_ms
            from notifications lost left join alerts a on a.endpoint = lost.endpoint
            where lost.state = 'GivenUp' and lost.due_at_ms > @after
                and (a.endpoint is null or (a.due_at_ms <= @now and lost.due_at_ms > a.told_until_ms))
            group by lost.endpoint, a.due_at_ms, a.failures, a.told_until_ms
            """,
            new { after = after.ToUnixTimeMilliseconds(), now = now.ToUnixTimeMilliseconds() },
            cancellationToken: cancel));
        return [.. open.Concat(lost).Select(row => row.ToAlert()).DistinctBy(alert => alert.Endpoint)];
    }

    public Task<bool> ClaimAsync(
        Endpoint endpoint, AlertState? seen, AlertState claimed, CancellationToken cancel) => seen is null
        ? group.WriteAsync(
            session => session.Execute(
                """
                insert into alerts (endpoint, due_at_ms, failures, told_until_ms)
                values (@endpoint, @due, @failures, @told)
                on conflict do nothing
                """,
                ("endpoint", endpoint.Text),
                ("due", claimed.DueAt.ToUnixTimeMilliseconds()),
                ("failures", (long)claimed.Failures),
                ("told", claimed.ToldUntil.ToUnixTimeMilliseconds())) == 1,
            cancel)
        : RecordAsync(endpoint, seen, claimed, cancel);

    public Task<bool> RecordAsync(
        Endpoint endpoint, AlertState claimed, AlertState next, CancellationToken cancel) => group.WriteAsync(
        session => session.Execute(
            """
            update alerts set due_at_ms = @due, failures = @failures, told_until_ms = @told
            where endpoint = @endpoint and due_at_ms = @seen
            """,
            ("due", next.DueAt.ToUnixTimeMilliseconds()),
            ("failures", (long)next.Failures),
            ("told", next.ToldUntil.ToUnixTimeMilliseconds()),
            ("endpoint", endpoint.Text),
            ("seen", claimed.DueAt.ToUnixTimeMilliseconds())) == 1,
        cancel);

    public async Task<EndpointTrouble> TroubleAsync(
        Endpoint endpoint, DateTimeOffset after, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var values = new { endpoint = endpoint.Text, after = after.ToUnixTimeMilliseconds() };
        var counts = await connection.QuerySingleAsync<(long Waiting, long GivenUp, long? FirstMs, long? SinceMs)>(
            new CommandDefinition(
                """
                select
                    (select count(*) from notifications w where w.state = 'Waiting' and w.endpoint = @endpoint),
                    count(*),
                    min(lost.due_at_ms),
                    (select failing_since_ms from endpoints where endpoint = @endpoint)
                from notifications lost
                where lost.state = 'GivenUp' and lost.due_at_ms > @after and lost.endpoint = @endpoint
                """,
                values,
                cancellationToken: cancel));
        var lost = await connection.QueryFirstOrDefaultAsync<LatestRow>(new CommandDefinition(
            """
            select lost.address, t.started_at_ms, t.result, t.http_status
            from notifications lost join attempts t
                on t.transaction_id = lost.transaction_id and t.version = lost.version and t.address = lost.address
                and t.slot = lost.slot and t.number = lost.attempts
            where lost.state = 'GivenUp' and lost.due_at_ms > @after and lost.endpoint = @endpoint
            order by lost.due_at_ms desc limit 1
            """,
            values,
            cancellationToken: cancel));
        var waiting = await connection.QueryFirstOrDefaultAsync<LatestRow>(new CommandDefinition(
            """
            select w.address, t.started_at_ms, t.result, t.http_status
            from notifications w join attempts t
                on t.transaction_id = w.transaction_id and t.version = w.version and t.address = w.address
                and t.slot = w.slot and t.number = w.attempts
            where w.state = 'Waiting' and w.endpoint = @endpoint and w.attempts > 0
            order by t.started_at_ms desc limit 1
            """,
            values,
            cancellationToken: cancel));
        var latest = new[] { lost, waiting }.MaxBy(row => row?.StartedAtMs ?? 0);
        var since = new[] { counts.FirstMs, counts.SinceMs }.Min();
        return new EndpointTrouble
        {
            Since = since is { } moment ? DateTimeOffset.FromUnixTimeMilliseconds(moment) : null,
            Waiting = counts.Waiting,
            GivenUp = counts.GivenUp,
            Address = latest?.Address,
            Result = latest is null ? null : Enum.Parse<DeliveryResult>(latest.Result),
            HttpStatus = (int?)latest?.HttpStatus,
        };
    }

    public Task ForgetAsync(DateTimeOffset before, CancellationToken cancel) => group.WriteAsync(
        session => session.Execute(
            "delete from alerts where due_at_ms < @before", ("before", before.ToUnixTimeMilliseconds())),
        cancel);

    private sealed class DueRowOfAlert
    {
        public required string Endpoint { get; init; }

        public long? DueAtMs { get; init; }

        public long? Failures { get; init; }

        public long? ToldUntilMs { get; init; }

        public DueAlert ToAlert() => new(
            Notifications.Endpoint.Parse(Endpoint),
            DueAtMs is { } due
                ? new AlertState(
                    DateTimeOffset.FromUnixTimeMilliseconds(due),
                    (int)Failures!.Value,
                    DateTimeOffset.FromUnixTimeMilliseconds(ToldUntilMs!.Value))
                : null);
    }

    private sealed class LatestRow
    {
        public required string Address { get; init; }

        public required long StartedAtMs { get; init; }

        public required string Result { get; init; }

        public long? HttpStatus { get; init; }
    }
}
