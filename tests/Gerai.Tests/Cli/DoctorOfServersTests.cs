using Gerai.Cli;
using Gerai.Cli.Doctor;
using Gerai.Storage;
using Gerai.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Gerai.Tests.Cli;

/// <summary>gerai doctor on what can be wrong with a PostgreSQL server, one thing after the other.</summary>
public sealed class DoctorOfServersTests(Patients patients) : IClassFixture<Patients>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_may_lose_what_was_acknowledged_is_wrong()
    {
        var books = await patients.NextAsync(DatabaseKind.Postgres);
        foreach (var setting in new[] { "fsync", "full_page_writes" })
        {
            await patients.Server!.SetAsync(setting, "off");
            var found = await AloneAsync("disk writes", Verdict.Wrong, books);
            Assert.StartsWith($"{setting} is off", found.Words, StringComparison.Ordinal);
            await patients.Server.SetAsync(setting, "on");
        }

        await Patients.ExecuteAsync(books, "alter role gerai set synchronous_commit = 'off'");
        await AloneAsync("commits", Verdict.Wrong, books);
        await Patients.ExecuteAsync(books, "alter role gerai set synchronous_commit = 'local'");
        await AloneAsync("commits", Verdict.Warning, books);
        await Patients.ExecuteAsync(books, "alter role gerai reset synchronous_commit");
    }

    [Fact]
    public async Task A_standby_is_synchronous_or_not_or_waited_for_in_vain()
    {
        var server = patients.Server;
        var books = await patients.NextAsync(DatabaseKind.Postgres);
        await server!.BeginStandbyAsync("db2");
        await AloneAsync("standby", Verdict.Warning, books);

        await server.SetAsync("synchronous_standby_names", "db2");
        await server.UntilAsync("select sync_state = 'sync' from pg_stat_replication");
        Assert.Equal(
            Finding.Ok("db2 has all that is acknowledged"), (await LookAsync(books, TimeSpan.Zero))["standby"]);

        await server.EndStandbysAsync();
        await AloneAsync("standby", Verdict.Wrong, books);
        await server.SetAsync("synchronous_standby_names", "");
    }

    [Fact]
    public async Task An_archive_that_takes_nothing_is_wrong()
    {
        var server = patients.Server;
        var books = await patients.NextAsync(DatabaseKind.Postgres);
        await server!.SetAsync("archive_command", "/bin/false");
        await server.ExecuteAsync("select pg_switch_wal()");
        await server.UntilAsync("select failed_count > 0 from pg_stat_archiver");

        await AloneAsync("archive", Verdict.Wrong, books);

        await server.SetAsync("archive_command", "/bin/true");
        await server.UntilAsync("select last_archived_time > last_failed_time from pg_stat_archiver");
    }

    [Fact]
    public async Task Too_few_connections_and_a_clock_that_is_off_are_told()
    {
        var books = await patients.NextAsync(DatabaseKind.Postgres);

        await AloneAsync("connections", Verdict.Warning, $"{books};Maximum Pool Size=500");
        await AloneAsync("clock", Verdict.Warning, books, TimeSpan.FromSeconds(10));
        await AloneAsync("clock", Verdict.Wrong, books, TimeSpan.FromMinutes(-1));
    }

    [Fact]
    public async Task A_database_that_cannot_keep_every_name_is_wrong()
    {
        await patients.NextAsync(DatabaseKind.Postgres);
        await patients.Server!.ExecuteAsync(
            "create database ascii encoding 'SQL_ASCII' template template0 lc_collate 'C' lc_ctype 'C'");
        await using (var database = new Database(patients.OnServer("ascii")))
        {
            database.Migrate();
        }

        await AloneAsync("encoding", Verdict.Wrong, patients.OnServer("ascii"));
    }

    [Fact]
    public async Task Each_server_of_several_is_asked_by_itself()
    {
        var books = await patients.NextAsync(DatabaseKind.Postgres);
        var host = patients.Server!.Folder;

        string With(string hosts) =>
            new NpgsqlConnectionStringBuilder(books) { Host = hosts }.ToString();

        var one = await AloneAsync("database", Verdict.Warning, With($"{host},/nowhere"));
        var none = await LookAsync(With("/nowhere,/nowhere-else"), TimeSpan.Zero);
        var two = await LookAsync(With($"{host},{host}"), TimeSpan.Zero);

        Assert.Equal($"{host} primary, /nowhere does not answer", one.Words);
        Assert.Equal(Verdict.Wrong, none["database"].Verdict);
        Assert.DoesNotContain("schema", none.Keys);
        Assert.Equal(Verdict.Wrong, two["database"].Verdict);
        Assert.StartsWith("Two primaries", two["database"].Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(140_011, Verdict.Wrong)]
    [InlineData(150_014, Verdict.Ok)]
    public void A_server_that_is_too_old_is_wrong(int version, object verdict) =>
        Assert.Equal(verdict, ServerChecks.JudgeVersion(version).Verdict);

    // Nothing else is complained of.
    private async Task<Finding> AloneAsync(string check, object verdict, string books, TimeSpan off = default)
    {
        var found = (await LookAsync(books, off)).Where(one => one.Value.Verdict is not Verdict.Ok).ToList();
        var one = Assert.Single(found);
        Assert.Equal((check, verdict), (one.Key, (object)one.Value.Verdict));
        return one.Value;
    }

    private async Task<Dictionary<string, Finding>> LookAsync(string books, TimeSpan off)
    {
        var files = new GatewayFiles { Database = books, SealingKeyFile = patients.KeyFile };
        var found = new Dictionary<string, Finding>();
        await new Examination(files, url: null, new FakeTimeProvider(TimeProvider.System.GetUtcNow() + off))
            .RunAsync((_, _) => { }, (check, finding) => found.Add(check.Name, finding), Cancel);
        return found;
    }
}
