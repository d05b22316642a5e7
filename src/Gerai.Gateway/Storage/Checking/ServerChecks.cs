using Npgsql;

namespace Gerai.Storage;

/// <summary>How a PostgreSQL server is set up, as far as payments depend on it.</summary>
internal sealed class ServerChecks(BooksLook look, TimeProvider time)
{
    private const int OldestVersion = 15;
    private const string On = "on";

    private static readonly TimeSpan ClockWarning = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ClockWrong = TimeSpan.FromSeconds(30);

    public IReadOnlyList<Check> All =>
    [
        new("version", VersionAsync),
        new("encoding", EncodingAsync),
        new("disk writes", DiskWritesAsync),
        new("commits", CommitsAsync),
        new("standby", StandbyAsync),
        new("archive", ArchiveAsync),
        new("connections", ConnectionsAsync),
        new("clock", ClockAsync),
    ];

    public static Finding JudgeVersion(int number) => number / 10_000 >= OldestVersion
        ? Finding.Ok($"PostgreSQL {number / 10_000}.{number % 10_000}")
        : Finding.Wrong(
            $"PostgreSQL {number / 10_000} is too old.", $"Upgrade the server to PostgreSQL {OldestVersion} or newer.");

    private async Task<Finding> VersionAsync(CancellationToken cancel) => JudgeVersion(
        await look.OneAsync<int>("select cast(current_setting('server_version_num') as integer)", cancel));

    private async Task<Finding> EncodingAsync(CancellationToken cancel)
    {
        const string Utf8 = "UTF8";
        var encoding = await SettingAsync("server_encoding", cancel);
        return encoding == Utf8
            ? Finding.Ok(encoding)
            : Finding.Wrong(
                $"{encoding} cannot keep every customer's name.",
                "Make a database with encoding UTF8, and bring the books over with gerai copy.");
    }

    private async Task<Finding> DiskWritesAsync(CancellationToken cancel)
    {
        var off = new List<string>();
        foreach (var name in new[] { "fsync", "full_page_writes" })
        {
            if (await SettingAsync(name, cancel) != On)
            {
                off.Add(name);
            }
        }

        return off.Count == 0
            ? Finding.Ok("fsync and full_page_writes are on")
            : Finding.Wrong(
                $"{string.Join(" and ", off)} is off: a power cut can destroy the books.",
                "Set it to on in postgresql.conf and reload.");
    }

    private async Task<Finding> CommitsAsync(CancellationToken cancel)
    {
        var commit = await SettingAsync("synchronous_commit", cancel);
        return commit switch
        {
            On or "remote_apply" => Finding.Ok($"synchronous_commit is {commit}"),
            "off" => Finding.Wrong(
                "synchronous_commit is off: payments are acknowledged before they are on disk.",
                "Set it to on, for the server, the database and the user."),
            _ => Finding.Warning(
                $"synchronous_commit is {commit}: what is acknowledged may be on one machine only.",
                "Set it to on when a standby is to have it too."),
        };
    }

    private async Task<Finding> StandbyAsync(CancellationToken cancel)
    {
        var names = await SettingAsync("synchronous_standby_names", cancel);
        var standbys = await look.ReadAsync<(string? Name, string? State)>(
            "select application_name, sync_state from pg_stat_replication order by application_name", cancel);
        if (standbys.Any(standby => standby.State is null))
        {
            return Finding.Warning(
                $"{standbys.Count} standbys; whether one is synchronous may not be seen.",
                "As superuser: grant pg_monitor to the gateway's user.");
        }

        var synchronous = standbys.Where(standby => standby.State is "sync" or "quorum").ToList();
        return (names.Length, synchronous.Count, standbys.Count) switch
        {
            (_, > 0, _) => Finding.Ok(
                $"{string.Join(", ", synchronous.Select(standby => standby.Name))} has all that is acknowledged"),
            ( > 0, 0, _) => Finding.Wrong(
                $"Commits wait for a standby ({names}) and none is there.",
                "Bring the standby back, or take its name out of synchronous_standby_names."),
            (0, 0, > 0) => Finding.Warning(
                "No standby is synchronous: what was acknowledged last is lost with this server.",
                "Set synchronous_mode in Patroni, or synchronous_standby_names."),
            _ => Finding.Ok("none: this server alone keeps the books"),
        };
    }

    private async Task<Finding> ArchiveAsync(CancellationToken cancel)
    {
        const string Off = "off";
        if (await SettingAsync("archive_mode", cancel) == Off)
        {
            return Finding.Ok("none: these books cannot be restored to a moment");
        }

        var isFailing = await look.OneAsync<bool>(
            """
            select last_failed_time is not null
                and (last_archived_time is null or last_failed_time > last_archived_time) from pg_stat_archiver
            """,
            cancel);
        return isFailing
            ? Finding.Wrong(
                "archive_command fails, so backups lack the newest, and the disk fills.",
                "See the server's log for why, and mend the command or its target.")
            : Finding.Ok("the log is being archived");
    }

    private async Task<Finding> ConnectionsAsync(CancellationToken cancel)
    {
        const string Sql =
            """
            select cast(current_setting('max_connections') as bigint)
                - cast(current_setting('superuser_reserved_connections') as bigint),
                (select cast(sum(numbackends) as bigint) from pg_stat_database)
            """;
        var (room, taken) = (await look.ReadAsync<(long Room, long Taken)>(Sql, cancel))[0];
        var node = new NpgsqlConnectionStringBuilder(look.ConnectionString).MaxPoolSize;
        if (room < node)
        {
            return Finding.Warning(
                $"The server takes {room:N0} connections, and one node may open {node:N0}.",
                "Raise max_connections, or set Maximum Pool Size in the connection string.");
        }

        return taken * 10 > room * 8
            ? Finding.Warning($"{taken:N0} of {room:N0} connections are taken.", "Raise max_connections.")
            : Finding.Ok($"{taken:N0} of {room:N0} taken; a node opens {node:N0} at most");
    }

    private async Task<Finding> ClockAsync(CancellationToken cancel)
    {
        var since = time.GetTimestamp();
        var before = time.GetUtcNow();
        var theirs = DateTimeOffset.FromUnixTimeMilliseconds(await look.OneAsync<long>(
            "select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)", cancel));
        var off = (theirs - before - (time.GetElapsedTime(since) / 2)).Duration();
        return off switch
        {
            _ when off > ClockWrong => Finding.Wrong(
                $"The database's clock is {off.TotalSeconds:N0} s away from this machine's.",
                "Let chrony or systemd-timesyncd keep the time on both: codes expire and signatures age by it."),
            _ when off > ClockWarning => Finding.Warning(
                $"The database's clock is {off.TotalSeconds:N1} s away from this machine's.",
                "Let chrony or systemd-timesyncd keep the time on both."),
            _ => Finding.Ok("the database's clock and this machine's agree"),
        };
    }

    private Task<string> SettingAsync(string name, CancellationToken cancel) =>
        look.OneAsync<string>($"select current_setting('{name}')", cancel);
}
