using Dapper;
using Gerai.Notifications;

namespace Gerai.Storage;

/// <summary>
/// The endpoints that something waits for, one after the other by the index: two searches each, however many rows an
/// endpoint has.
/// </summary>
internal sealed class EndpointRing(Database database)
{
    public async Task<IReadOnlyList<WaitingEndpoint>> NextAsync(
        Endpoint? after, int countMax, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = database.Shards.Count == 1
            ? await AtOnceAsync(connection, after, countMax, cancel)
            : await StepByStepAsync(connection, after, countMax, cancel);
        return [.. rows.Select(row => row.ToEndpoint())];
    }

    private static Task<IEnumerable<DueRow>> AtOnceAsync(
        ReadSession connection, Endpoint? after, int countMax, CancellationToken cancel) =>
        connection.QueryAsync<DueRow>(new CommandDefinition(
            """
            with recursive ring (endpoint, step) as (
                select (select min(endpoint) from notifications where state = 'Waiting' and endpoint > @after), 1
                union all
                select (
                    select min(n.endpoint) from notifications n
                    where n.state = 'Waiting' and n.endpoint > ring.endpoint), ring.step + 1
                from ring where ring.endpoint is not null and ring.step < @most)
            select ring.endpoint, c.failures, c.openings, c.open_until_ms, (
                select min(n.due_at_ms) from notifications n
                where n.state = 'Waiting' and n.endpoint = ring.endpoint) as due_at_ms
            from ring left join endpoints c on c.endpoint = ring.endpoint
            where ring.endpoint is not null
            order by ring.step
            """,
            new { after = after?.Text ?? "", most = (long)countMax },
            cancellationToken: cancel));

    // Citus refuses a recursion that reaches over shards; it merges the first row of each.
    private static async Task<IEnumerable<DueRow>> StepByStepAsync(
        ReadSession connection, Endpoint? after, int countMax, CancellationToken cancel)
    {
        var found = new List<DueRow>();
        while (found.Count < countMax)
        {
            var next = await connection.QueryFirstOrDefaultAsync<DueRow>(new CommandDefinition(
                """
                select n.endpoint, n.due_at_ms, c.failures, c.openings, c.open_until_ms
                from notifications n left join endpoints c on c.endpoint = n.endpoint
                where n.state = 'Waiting' and n.endpoint > @behind
                order by n.endpoint, n.due_at_ms limit 1
                """,
                new { behind = found.LastOrDefault()?.Endpoint ?? after?.Text ?? "" },
                cancellationToken: cancel));
            if (next is null)
            {
                break;
            }

            found.Add(next);
        }

        return found;
    }
}
