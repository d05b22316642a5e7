using System.Diagnostics;
using System.Globalization;
using Gerai.LoadTests.Failover;
using Npgsql;

namespace Gerai.LoadTests.Nodes;

/// <summary>A PostgreSQL server of the benchmark's own, on a Unix socket, and what it costs.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const int TicksPerSecond = 100;

    private readonly string sockets = Directory.CreateTempSubdirectory("gerai-bench-").FullName;
    private readonly string data;
    private readonly string log;
    private Process? process;
    private int databases;

    private PostgresServer(string folder)
    {
        data = Path.Combine(folder, "postgres");
        log = Path.Combine(folder, "postgres.log");
    }

    /// <summary>Processor time of all its processes so far, also of those that have ended.</summary>
    public TimeSpan CpuUsed
    {
        get
        {
            var server = process!.Id;
            var ticks = Fields(server).Take(4).Sum();
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)
                    && ParentOf(id) == server)
                {
                    ticks += Fields(id).Take(2).Sum();
                }
            }

            return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
        }
    }

    public static async Task<PostgresServer> StartAsync(string folder)
    {
        var server = new PostgresServer(folder);
        Directory.CreateDirectory(server.data);
        await AsPostgres.OwnAsync(server.data);
        await AsPostgres.OwnAsync(server.sockets);
        using var init = AsPostgres.Start(
            server.log,
            $"{AsPostgres.Programs}/initdb", "-D", server.data, "-U", "gerai", "--auth=trust", "-E", "UTF8");
        await init.WaitForExitAsync();
        server.process = AsPostgres.Start(
            server.log, $"{AsPostgres.Programs}/postgres", "-D", server.data, "-k", server.sockets,
            "-c", "listen_addresses=", "-c", "max_connections=1600", "-c", "shared_buffers=512MB",

            // What it does during one figure is about rows of another.
            "-c", "autovacuum=off");
        await server.UntilItAnswersAsync();
        return server;
    }

    /// <summary>Makes a new database and returns its connection string.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"nodes_{++databases}");
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand($"create database {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>How many bytes the server has written into its log so far, and how many it keeps.</summary>
    public async Task<(long Log, long Tables)> BytesAsync()
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint,
                (select sum(pg_database_size(oid))::bigint from pg_database)
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    public async ValueTask DisposeAsync()
    {
        // As "fast shutdown" is asked for: it sends its own processes away.
        using (var interrupt = Process.Start("kill", ["-INT", $"{process!.Id}"]))
        {
            await interrupt.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(sockets, recursive: true);
    }

    private async Task UntilItAnswersAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                await using var connection = await OpenAsync();
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or System.Net.Sockets.SocketException)
            {
                // A server that starts tells nobody when it is there.
                await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
            }
        }
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private string ConnectionString(string database) => $"Host={sockets};Username=gerai;Database={database}";

    // User and system time of a process, and of its children that have ended.
    private static long[] Fields(int process)
    {
        const int UserTime = 11;
        try
        {
            return
            [
                .. Stat(process).Skip(UserTime).Take(4)
                    .Select(field => long.Parse(field, CultureInfo.InvariantCulture)),
            ];
        }
        catch (IOException)
        {
            // It has ended meanwhile, and is counted by its parent.
            return [];
        }
    }

    private static int ParentOf(int process)
    {
        try
        {
            return int.Parse(Stat(process)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // As above.
            return 0;
        }
    }

    // Behind the name, which may have blanks in it.
    private static string[] Stat(int process) =>
        File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
