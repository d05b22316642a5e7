using System.Security.Cryptography;
using Gerai.Cli;
using Gerai.Cli.Doctor;
using Gerai.Storage;
using Gerai.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Cli;

/// <summary>gerai doctor: it finds each thing that is broken, and nothing where nothing is.</summary>
public sealed class DoctorTests(Patients patients) : IClassFixture<Patients>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite, 21)]
    [InlineData(DatabaseKind.Postgres, 26)]
    public async Task An_installation_in_good_health_has_nothing_to_complain_of(DatabaseKind kind, int checks)
    {
        var found = await LookAsync(await patients.NextAsync(kind));

        Assert.Empty(NotOk(found));
        Assert.Equal(checks, found.Count);
    }

    // What must agree in the books, broken past the gateway; the text is one for both databases.
    [Theory]
    [InlineData("payments", "update payments set status = 'Cancelled' where status = 'Settled'")]
    [InlineData("payments", "update payments set reference = 'R-2' where status = 'Settled'")]
    [InlineData("history", "delete from payments")]
    [InlineData("history", "update payment_history set version = 7 where command = 'Pay'", false)]
    [InlineData("notified", "update notifications set version = 7 where version = 2")]
    [InlineData("orders", "update payments set order_id = 'order-101'")]
    [InlineData("orders", "update payments set merchant_id = 'sandbox/G999999999'")]
    [InlineData("codes", "update code_keys set counter_next = 0 where store = 'Indomaret'")]
    [InlineData("schema", "delete from schemaversions where scriptname like '%0013%'")]
    [InlineData("schema", "drop table schemaversions")]
    [InlineData("copy", "create table unfinished_copy (source text not null primary key, begun_at_ms bigint)")]
    [InlineData("seal", "update server_keys set key_sealed = 'bm90IGEgc2VhbA=='")]
    [InlineData("seal", "update code_keys set key_sealed = 'changed'")]
    [InlineData("activity log", "update activity set who = 'nobody'")]
    [InlineData("activity log", "delete from activity")]
    [InlineData("activity log", "delete from activity_heads")]
    public async Task Books_that_were_changed_past_the_gateway_are_found_wrong(
        string check, string sql, bool isAlone = true)
    {
        foreach (var kind in Enum.GetValues<DatabaseKind>())
        {
            var books = await patients.NextAsync(kind);
            await Patients.ExecuteAsync(books, sql);

            var found = NotOk(await LookAsync(books));

            Assert.Contains(found, one => one.Name == check && one.Finding.Verdict is Verdict.Wrong);
            Assert.True(!isAlone || found.Count == 1, Told(found));
        }
    }

    [Theory]
    [InlineData(
        "schema",
        "insert into schemaversions (scriptname, applied) values ('Gerai.9999_later.sql', current_timestamp)")]
    [InlineData("notifications", "update notifications set state = 'Waiting', due_at_ms = 1000")]
    [InlineData("endpoints", "insert into endpoints values ('x', 10, 1, 9000000000000, null)")]
    [InlineData("dead letters", "update notifications set state = 'GivenUp', due_at_ms = 9000000000000")]
    [InlineData("expiry", "update payments set payable_until_ms = 1000 where status = 'Pending'")]
    [InlineData(
        "unmatched money",
        "insert into unmatched_payments (network, reference, payment_code, slot, environment, amount_rupiah, "
        + "received_at_ms, reason) values ('n', 'R-9', '1', 0, 'Sandbox', 44000, 1000, 'Expired')")]
    public async Task What_somebody_should_know_is_a_warning(string check, string sql)
    {
        foreach (var kind in Enum.GetValues<DatabaseKind>())
        {
            var books = await patients.NextAsync(kind);
            await Patients.ExecuteAsync(books, sql);

            var found = NotOk(await LookAsync(books));

            var one = Assert.Single(found);
            Assert.Equal((check, Verdict.Warning), (one.Name, one.Finding.Verdict));
            Assert.NotNull(one.Finding.Remedy);
        }
    }

    [Fact]
    public async Task A_damaged_file_and_one_without_its_log_are_found()
    {
        var damaged = await patients.NextAsync(DatabaseKind.Sqlite);
        await using (var file = File.OpenWrite(DatabaseHosts.Place(damaged)))
        {
            // The last page but a few, where tables and indexes are.
            file.Position = file.Length - (4096 * 3);
            await file.WriteAsync(new byte[4096], Cancel);
        }

        var plain = await patients.NextAsync(DatabaseKind.Sqlite);
        await Patients.ExecuteAsync(plain, "pragma journal_mode = delete");

        Assert.Equal(Verdict.Wrong, (await LookAsync(damaged))["file"].Verdict);
        Assert.Equal(Verdict.Warning, (await LookAsync(plain))["journal"].Verdict);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told_and_the_rest_is_left_out()
    {
        var found = await LookAsync("Data Source=/nowhere/gerai.db");

        Assert.Equal(Verdict.Wrong, found["database"].Verdict);
        Assert.DoesNotContain("payments", found.Keys);
        Assert.False(Directory.Exists("/nowhere"));
    }

    [Theory]
    [InlineData("settings", "{ \"Stores\": { \"Alfamaart\": {} } }")]
    [InlineData("settings", "{ \"Shops\": {} }")]
    [InlineData("settings", "{ \"Storage\": { \"Writers\": 99 } }")]
    [InlineData("settings", "no json")]
    [InlineData("settings", null)]
    [InlineData("mail server", "{ \"Mail\": { \"Host\": \"127.0.0.1\", \"Port\": 9, \"From\": \"a@shop.example\" } }")]
    public async Task Settings_that_mean_nothing_and_a_mail_server_that_is_away_are_wrong(string check, string? text)
    {
        var books = await patients.NextAsync(DatabaseKind.Sqlite);
        var file = $"{DatabaseHosts.Place(books)}.json";
        if (text is not null)
        {
            await File.WriteAllTextAsync(file, text, Cancel);
        }

        var found = NotOk(await LookAsync(files => files with { SettingsFile = file }, books));

        var one = Assert.Single(found);
        Assert.Equal((check, Verdict.Wrong), (one.Name, one.Finding.Verdict));
    }

    [Theory]
    [InlineData("sealing key", 32, UnixFileMode.UserRead | UnixFileMode.OtherRead)]
    [InlineData("sealing key", 31, UnixFileMode.UserRead)]
    [InlineData("sealing key", 0, UnixFileMode.UserRead)]
    [InlineData("seal", 32, UnixFileMode.UserRead)]
    public async Task A_sealing_key_that_is_open_to_others_or_another_one_is_wrong(
        string check, int length, UnixFileMode mode)
    {
        var books = await patients.NextAsync(DatabaseKind.Sqlite);
        var file = $"{DatabaseHosts.Place(books)}.key";
        if (length > 0 && !OperatingSystem.IsWindows())
        {
            await File.WriteAllTextAsync(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(length)), Cancel);
            File.SetUnixFileMode(file, mode);
        }

        var found = await LookAsync(files => files with { SealingKeyFile = file }, books);

        Assert.Equal(Verdict.Wrong, found[check].Verdict);
        Assert.Equal(length == 32, found.ContainsKey("activity log"));
    }

    [Fact]
    public async Task A_running_node_is_asked_and_one_that_is_away_is_wrong()
    {
        await using var gateway = await TestGateway.StartAsync();
        var files = Files(await patients.NextAsync(DatabaseKind.Sqlite));

        var well = await LookAsync(files, gateway.Address);
        var away = await LookAsync(files, new Uri("http://127.0.0.1:9"));

        Assert.Empty(NotOk(well));
        Assert.EndsWith("says ready", well["ready"].Words, StringComparison.Ordinal);
        Assert.Equal(["live", "ready"], NotOk(away).Select(one => one.Name));
    }

    [Theory]
    [InlineData(50L, Verdict.Wrong)]
    [InlineData(500L, Verdict.Warning)]
    [InlineData(5_000L, Verdict.Ok)]
    public void A_disk_that_fills_is_told_before_it_is_full(long megabytes, object verdict) =>
        Assert.Equal(verdict, MachineChecks.JudgeRoom(megabytes * 1024 * 1024).Verdict);

    [Fact]
    public async Task Every_check_has_its_line_in_the_documents()
    {
        var names = (await LookAsync(
            Files(await patients.NextAsync(DatabaseKind.Postgres)), new Uri("http://127.0.0.1:9"))).Keys
            .Union((await LookAsync(await patients.NextAsync(DatabaseKind.Sqlite))).Keys);

        var page = Repository.Read("docs/operating.md");
        Assert.All(names, name => Assert.Contains($"\n| `{name}` |", page, StringComparison.Ordinal));
    }

    private Task<Dictionary<string, Finding>> LookAsync(string books) => LookAsync(Files(books), url: null);

    private Task<Dictionary<string, Finding>> LookAsync(Func<GatewayFiles, GatewayFiles> change, string books) =>
        LookAsync(change(Files(books)), url: null);

    private static async Task<Dictionary<string, Finding>> LookAsync(GatewayFiles files, Uri? url)
    {
        var found = new Dictionary<string, Finding>();
        await new Examination(files, url, new FakeTimeProvider(TimeProvider.System.GetUtcNow()))
            .RunAsync((_, _) => { }, (check, finding) => found.Add(check.Name, finding), Cancel);
        return found;
    }

    private GatewayFiles Files(string books) => new() { Database = books, SealingKeyFile = patients.KeyFile };

    private static List<(string Name, Finding Finding)> NotOk(Dictionary<string, Finding> found) =>
        [.. found.Where(one => one.Value.Verdict is not Verdict.Ok).Select(one => (one.Key, one.Value))];

    private static string Told(IEnumerable<(string Name, Finding Finding)> found) =>
        string.Join("\n", found.Select(one => $"{one.Name}: {one.Finding.Words}"));
}
