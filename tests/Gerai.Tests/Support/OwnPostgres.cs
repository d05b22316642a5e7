using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Gerai.Tests.Support;

/// <summary>
/// A PostgreSQL server of a test's own, which may be set up as it likes, killed and thrown away. Its socket is in its
/// own folder, so nothing else can reach it and no port can clash.
/// </summary>
internal sealed class OwnPostgres : IAsyncDisposable
{
    private const string Packages = "/usr/lib/postgresql";

    // Generous, because a busy machine is slow; what takes longer hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo folder;
    private readonly List<Process> beside = [];
    private Process? server;

    private OwnPostgres(DirectoryInfo folder) => this.folder = folder;

    public string Folder => folder.FullName;

    /// <summary>Where the books are: what is lost with the machine.</summary>
    public string Data => Path.Combine(Folder, "data");

    public string ConnectionString => $"Host={Folder};Username=gerai;Database=postgres";

    private static bool IsRoot => Environment.UserName == "root";

    private static string Programs => Path.Combine(
        Directory.GetDirectories(Packages)
            .OrderBy(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
            .Last(),
        "bin");

    /// <summary>Whether this machine has what it takes.</summary>
    public static bool IsPossible => Directory.Exists(Packages);

    /// <summary>Starts one, or skips the test when this machine has none.</summary>
    public static async Task<OwnPostgres> StartAsync(string settings = "")
    {
        Assert.SkipUnless(IsPossible, "No PostgreSQL: Debian's package is missing. ./test installs it.");
        var own = new OwnPostgres(Directory.CreateTempSubdirectory("gerai-pg-"));
        await RunAsync("/", "chmod", "755", own.Folder);
        if (IsRoot)
        {
            await RunAsync("/", "chown", "postgres:postgres", own.Folder);
        }

        await own.BashAsync(
            $"initdb --pgdata='{own.Data}' --username=gerai --auth=trust --encoding=UTF8 --locale=C --no-sync");
        await own.AppendAsync(
            "postgresql.conf",
            $"listen_addresses = ''\nunix_socket_directories = '{own.Folder}'\nmax_connections = 200\n{settings}\n");
        await own.StartAgainAsync();
        return own;
    }

    /// <summary>Starts the server over what is in its data folder, and returns when it takes writes.</summary>
    public async Task StartAgainAsync()
    {
        server = Begin(Path.Combine(Programs, "postgres"), "-D", Data);
        using var limit = new CancellationTokenSource(Patience);
        while (await TakesWritesAsync(limit.Token) is not true)
        {
            // Nobody tells when a server is up.
            limit.Token.ThrowIfCancellationRequested();
            Assert.False(server.HasExited, "The server has ended by itself.");
        }
    }

    /// <summary>Kills the server and starts it as one that follows another, and takes no writes.</summary>
    public async Task BecomeStandbyAsync()
    {
        await KillAsync();
        await BashAsync($"touch '{Data}/standby.signal'");
        server = Begin(Path.Combine(Programs, "postgres"), "-D", Data);
        using var limit = new CancellationTokenSource(Patience);
        while (await TakesWritesAsync(limit.Token) is not false)
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>As a power cut: nothing is finished, nothing is closed.</summary>
    public async Task KillAsync()
    {
        server!.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
        server.Dispose();
        server = null;
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Something that takes the log of changes as it is written, as a standby of this name does.</summary>
    public async Task BeginStandbyAsync(string name)
    {
        var target = Path.Combine(Folder, $"standby-{name}");
        await BashAsync($"mkdir '{target}'");
        beside.Add(Begin(
            Path.Combine(Programs, "pg_receivewal"), "--synchronous", "--no-loop", "-D", target, "-U", "gerai",
            "--dbname", $"host={Folder} application_name={name}"));
        await UntilAsync(
            $"select count(*) = 1 from pg_stat_replication where application_name = '{name}' and state = 'streaming'");
    }

    /// <summary>They are away from now on.</summary>
    public async Task EndStandbysAsync()
    {
        foreach (var one in beside)
        {
            one.Kill();
            await one.WaitForExitAsync();
            one.Dispose();
        }

        beside.Clear();
        await UntilAsync("select count(*) = 0 from pg_stat_replication");
    }

    /// <summary>Changes settings of the running server and returns when they are in force.</summary>
    public async Task SetAsync(string name, string value)
    {
        await ExecuteAsync($"alter system set {name} = '{value}'");
        await ExecuteAsync("select pg_reload_conf()");
        await UntilAsync($"select current_setting('{name}') = '{value}'");
    }

    /// <summary>Asks again and again, since a server tells nobody what it is about to do.</summary>
    public async Task UntilAsync(string question)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await AskAsync<bool>(question))
        {
            Assert.False(limit.IsCancellationRequested, $"It did not come to this: {question}");
        }
    }

    /// <summary>Runs lines of a shell as the server's user, with PostgreSQL's programs at hand.</summary>
    public Task BashAsync(string lines) => RunAsync(AsItsUser(
        "bash", "-euc", $"export PATH='{Programs}':$PATH PGHOST='{Folder}' PGUSER=gerai\n{lines}"));

    /// <summary>Adds lines to a file of the data folder, which is the server's user's.</summary>
    public Task AppendAsync(string file, string lines) =>
        BashAsync($"cat >> '{Data}/{file}' <<'LINES'\n{lines}LINES");

    public async Task<T> AskAsync<T>(string sql)
    {
        await using var connection = await OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await EndStandbysAsync();
            await KillAsync();
        }

        folder.Delete(recursive: true);
    }

    // What it says is read, lest it wait for a reader, and goes nowhere.
    private static Process Begin(params string[] command)
    {
        var process = Process.Start(AsItsUser(command))!;
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        return process;
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel)
    {
        var connection = new NpgsqlConnection($"{ConnectionString};Pooling=False");
        await connection.OpenAsync(cancel);
        return connection;
    }

    // Null while it does not answer.
    private async Task<bool?> TakesWritesAsync(CancellationToken cancel)
    {
        try
        {
            await using var connection = await OpenAsync(cancel);
            await using var command = new NpgsqlCommand("select not pg_is_in_recovery()", connection);
            return (bool)(await command.ExecuteScalarAsync(cancel))!;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    // PostgreSQL refuses to run as root. No shell and no wrapper stands between, so that it can be killed by its id.
    private static ProcessStartInfo AsItsUser(params string[] command)
    {
        string[] line = IsRoot
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. command]
            : command;
        return Quiet("/", line);
    }

    private static Task RunAsync(string place, params string[] command) => RunAsync(Quiet(place, command));

    private static async Task RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{start.ArgumentList[^1]}: {await said} {complained}");
    }

    private static ProcessStartInfo Quiet(string place, string[] command) => new(command[0], command[1..])
    {
        WorkingDirectory = place,
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
