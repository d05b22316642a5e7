using Dapper;
using Gerai.LoadTests.Servers;
using Microsoft.Data.Sqlite;

namespace Gerai.LoadTests.Load;

/// <summary>One gateway under load with its own database, and what it has acknowledged.</summary>
internal sealed class Books : IAsyncDisposable
{
    private readonly string folder;
    private readonly ServerProcess server;
    private long acknowledged;
    private long cutOffMax;

    private Books(string folder, ServerProcess server)
    {
        this.folder = folder;
        this.server = server;
    }

    public ServerProcess Server => server;

    public bool HasAcknowledged => acknowledged > 0;

    public static async Task<Books> OpenAsync(string folder, int groupMax, params string[] notify)
    {
        Directory.CreateDirectory(folder);
        return new Books(folder, await ServerProcess.StartGatewayAsync(folder, groupMax, notify));
    }

    /// <summary>Notes what a round was told. At its end wrk hangs up, also on charges that are being written.</summary>
    public async Task<Measurement> NoteAsync(Task<Measurement> round, int cutOff = 0)
    {
        var measured = await round;
        acknowledged += measured.Answers;
        cutOffMax += cutOff;
        return measured;
    }

    /// <summary>
    /// Ends the gateway and counts the payments whose order ids begin like this: at least what was acknowledged,
    /// each with an order id of its own, and no more than those that lost their answer at the end of a round.
    /// </summary>
    public async Task<string> CountAsync(string prefix, string condition = "true")
    {
        await server.DisposeAsync();
        await using var connection = new SqliteConnection(GatewayServer.ConnectionString(folder));
        var found = await connection.ExecuteScalarAsync<long>(
            $"select count(*) from payments where order_id like @prefix and {condition}",
            new { prefix = prefix + "%" });
        return found >= acknowledged && found <= acknowledged + cutOffMax
            ? $"{acknowledged:N0} acknowledged, {found:N0} in the database, {found - acknowledged:N0} of them cut off "
                + "before their answer at the end of a round"
            : throw new InvalidOperationException(
                $"{acknowledged} were acknowledged, but {found} are in the database ({cutOffMax} cut off at most).");
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
