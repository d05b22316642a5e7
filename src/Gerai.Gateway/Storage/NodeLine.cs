using Gerai.Nodes;
using Npgsql;

namespace Gerai.Storage;

/// <summary>
/// What nodes hear one another by: PostgreSQL's listen and notify. Never within a transaction that writes: it would
/// hold a lock of the whole server until its commit is durable, and the commits of all nodes would stand in one line.
/// </summary>
internal sealed class NodeLine(Database database) : INodeLine, IAsyncDisposable
{
    private const string Channel = "gerai";

    private NpgsqlConnection? speaker;

    public bool IsThere => database.IsShared;

    public async Task SayAsync(string message, CancellationToken cancel)
    {
        try
        {
            speaker ??= await database.OpenFleetingAsync(cancel);

            // For this one transaction: behind a pooler the same connection may carry somebody's payment next.
            await using var say = new NpgsqlCommand(
                "select set_config('synchronous_commit', 'off', true), pg_notify(@channel, @message)", speaker);
            say.Parameters.AddWithValue("channel", Channel);
            say.Parameters.AddWithValue("message", message);
            await say.ExecuteNonQueryAsync(cancel);
        }
        catch (Exception)
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task ListenAsync(Action begun, Action<string> hear, CancellationToken cancel)
    {
        await using var connection = await database.OpenFleetingAsync(cancel);
        connection.Notification += (_, heard) => hear(heard.Payload);
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancel);
        }

        begun();
        while (true)
        {
            await connection.WaitAsync(cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (speaker is { } open)
        {
            speaker = null;
            await open.DisposeAsync();
        }
    }
}
