using Dapper;
using Gerai.Nodes;

namespace Gerai.Storage;

/// <summary>The table of living nodes. Books that are not shared have one, and nothing is written down of it.</summary>
internal sealed class NodeRepository(Database database) : INodeRepository
{
    // Kept for a while after it was last seen, for a person who wonders.
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    public async Task<NodePlace> BeatAsync(
        string node, DateTimeOffset now, DateTimeOffset since, CancellationToken cancel)
    {
        if (!database.IsShared)
        {
            return NodePlace.Alone;
        }

        await using var connection = await database.OpenFleetingAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into nodes (node, seen_at_ms) values (@node, @now)
            on conflict (node) do update set seen_at_ms = excluded.seen_at_ms
            """,
            new { node, now = now.ToUnixTimeMilliseconds() },
            cancellationToken: cancel));
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from nodes where seen_at_ms < @old",
            new { old = (now - KeptFor).ToUnixTimeMilliseconds() },
            cancellationToken: cancel));
        var living = (await connection.QueryAsync<string>(new CommandDefinition(
            "select node from nodes where seen_at_ms > @since or node = @node",
            new { node, since = since.ToUnixTimeMilliseconds() },
            cancellationToken: cancel)))
            .Order(StringComparer.Ordinal)
            .ToList();
        return new NodePlace(living.IndexOf(node), living.Count);
    }

    public async Task LeaveAsync(string node, CancellationToken cancel)
    {
        if (database.IsShared)
        {
            await using var connection = await database.OpenFleetingAsync(cancel);
            await connection.ExecuteAsync(new CommandDefinition(
                "delete from nodes where node = @node", new { node }, cancellationToken: cancel));
        }
    }
}
