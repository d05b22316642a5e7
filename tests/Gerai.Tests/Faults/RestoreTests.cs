using System.Diagnostics;
using Dapper;
using Gerai.Cli;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Gerai.Tests.Faults;

/// <summary>
/// The books come back from a backup, as the chapter of docs/operating.md says, command by command: what was
/// acknowledged before the moment is there, nothing after it is, and no customer gets a code that another one holds.
/// </summary>
public sealed class RestoreTests : IDisposable
{
    private const int LostCodes = 40;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-restore-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string KeyFile => Path.Combine(folder.FullName, "sealing.key");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Books_on_a_lost_server_come_back_as_they_were_at_a_moment()
    {
        await using var server = await OwnPostgres.StartAsync();
        var chapter = ChapterFor(server, moment: "");
        await server.BashAsync(chapter.Block("bash", "mkdir"));
        await server.AppendAsync("postgresql.conf", chapter.Block("ini", "archive_mode"));
        await server.KillAsync();
        await server.StartAgainAsync();

        await using var gateway = await StartAsync(server.ConnectionString);
        await TakeAsync(gateway, "before");
        await server.BashAsync(chapter.Block("bash", "pg_basebackup"));
        await TakeAsync(gateway, "later");
        var moment = await server.AskAsync<string>("select cast(clock_timestamp() as text)");
        var lost = await LoseAsync(gateway);
        var last = await server.AskAsync<string>("select pg_walfile_name(pg_switch_wal())");
        await server.UntilAsync($"select coalesce(last_archived_wal >= '{last}', false) from pg_stat_archiver");
        await gateway.StopAsync();
        await server.KillAsync();
        await server.BashAsync($"rm -r '{server.Data}'");

        chapter = ChapterFor(server, moment);
        await server.BashAsync(chapter.Block("bash", "recovery.signal"));
        await server.StartAgainAsync();

        await AssertLostCodesWouldComeAgainAsync(server.ConnectionString, lost, areSafe: false);
        await GeraiAsync(chapter.Block("bash", "gerai doctor --database"));
        await AssertLostCodesWouldComeAgainAsync(server.ConnectionString, lost, areSafe: true);
        await gateway.StartAgainAsync();
        await AssertAsItWasAsync(gateway, lost);
        await GoOnAsync(gateway, lost);
        NpgsqlConnection.ClearAllPools();
    }

    [Fact]
    public async Task A_file_comes_back_from_its_backup()
    {
        Assert.SkipUnless(Programs.Has("sqlite3"), "Debian's sqlite3 is missing.");
        var data = Directory.CreateDirectory(Path.Combine(folder.FullName, "gerai-data")).FullName;
        var chapter = new Chapter(
            "Backups, and back to a moment", ("./gerai-data", data), ("./gerai-backup.db", $"{data}-backup.db"));
        await using var gateway = await StartAsync($"Data Source={data}/gerai.db");
        File.Copy(KeyFile, Path.Combine(data, "sealing.key"));
        await TakeAsync(gateway, "before");
        await TakeAsync(gateway, "later");
        await BashAsync(chapter.Block("bash", ".backup"));
        var lost = await LoseAsync(gateway);
        await gateway.StopAsync();

        var lines = chapter.Block("bash", "rm -f").Split('\n');
        await BashAsync(string.Join('\n', lines[..2]));
        await AssertLostCodesWouldComeAgainAsync(gateway.Options.Database, lost, areSafe: false);
        await GeraiAsync(string.Join('\n', lines[2..]));
        await AssertLostCodesWouldComeAgainAsync(gateway.Options.Database, lost, areSafe: true);
        await gateway.StartAgainAsync();
        await AssertAsItWasAsync(gateway, lost);
        await GoOnAsync(gateway, lost);
    }

    private Chapter ChapterFor(OwnPostgres server, string moment) => new(
        "Backups, and back to a moment",
        ("/srv/gerai-backup", Path.Combine(server.Folder, "backup")),
        ("/var/lib/postgresql/15/main", server.Data),
        ("2026-01-15 10:30:00+07", moment),
        ("Host=db;Database=gerai;Username=gerai", server.ConnectionString),
        ("sealing.key", KeyFile));

    private async Task<TestGateway> StartAsync(string database)
    {
        PrivateFile.Write(KeyFile, Convert.ToBase64String(TestGateway.SealingKey));

        // The time of day, which a server that is restored to a moment goes by.
        return await TestGateway.StartAsync(
            database: database, clock: new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
    }

    /// <summary>Of each chain a payment that is paid and one that waits.</summary>
    private static async Task TakeAsync(TestGateway gateway, string name)
    {
        foreach (var chain in Enum.GetValues<StoreChain>())
        {
            var paid = await gateway.ChargedCodeAsync(chain, $"{name}-paid-{chain}");
            await gateway.ChargedCodeAsync(chain, $"{name}-open-{chain}");
            Assert.Equal(200, (await gateway.Terminal(chain).PayAsync(paid, 44_000, $"{name}-{chain}")).Http);
        }

        await gateway.WaitForStateAsync(Gerai.Notifications.NotificationState.Delivered);
    }

    /// <summary>Goes on behind the moment, with new counters, and says what others alone will know of it.</summary>
    private static async Task<Lost> LoseAsync(TestGateway gateway)
    {
        await gateway.StopAsync();
        await gateway.StartAgainAsync();
        var codes = new List<string>();
        foreach (var chain in Enum.GetValues<StoreChain>())
        {
            for (var i = 0; i < LostCodes; i++)
            {
                codes.Add(await gateway.ChargedCodeAsync(chain, $"lost-{chain}-{i}"));
            }
        }

        var charged = await gateway.ChargeAsync(Some.ChargeBody(order: "lost-key"), ("Idempotency-Key", "key-1"));
        var till = gateway.Terminal(StoreChain.Alfamart);
        Assert.Equal(200, (await till.PayAsync(codes[0], 44_000, "R-lost")).Http);
        var open = await gateway.StatusAsync($"before-open-{StoreChain.Alfamart}");
        Assert.Equal(200, (await till.PayAsync(open["payment_code"], 44_000, "R-again")).Http);
        string told;
        do
        {
            var heard = await gateway.Shop.NextAsync("settlement");
            told = heard["order_id"] == open["order_id"] ? heard.Headers["webhook-id"] : "";
        }
        while (told.Length == 0);

        return new Lost(codes, charged["transaction_id"], open["payment_code"], told);
    }

    /// <summary>
    /// A code that was lost deciphers to a counter of its key. While the books believe that the key has not handed it
    /// out, they would make that very code again.
    /// </summary>
    private static async Task AssertLostCodesWouldComeAgainAsync(string connection, Lost lost, bool areSafe)
    {
        await using var database = new Database(connection);
        await using var group = new GroupCommit(database, new StorageOptions(), TimeProvider.System);
        var keys = new CodeKeyRepository(database, group);
        using var codes = new PaymentCodeGenerator(
            keys,
            new StoreOptions(),
            new SecretSeal(TestGateway.SealingKey, RandomSource.Secure),
            RandomSource.Secure,
            TimeProvider.System);
        foreach (var (code, i) in lost.Codes.Select((code, i) => (PaymentCode.Of(code), i)))
        {
            var chain = i < LostCodes ? StoreChain.Alfamart : StoreChain.Indomaret;
            var number = (await codes.DecipherAsync(chain, code, Cancel))[^1];
            var key = (await keys.KeysAsync(chain, Cancel)).Single(key => key.Id == number.Key);
            Assert.Equal(areSafe, key.Retired && number.Counter < key.CounterNext);
            Assert.Equal(areSafe, number.Counter < key.CounterNext);
        }
    }

    private static async Task AssertAsItWasAsync(TestGateway gateway, Lost lost)
    {
        foreach (var chain in Enum.GetValues<StoreChain>())
        {
            foreach (var name in new[] { "before", "later" })
            {
                Assert.Equal("settlement", (await gateway.StatusAsync($"{name}-paid-{chain}"))["transaction_status"]);
                Assert.Equal("pending", (await gateway.StatusAsync($"{name}-open-{chain}"))["transaction_status"]);
            }
        }

        await using var connection = await gateway.Service<Database>().OpenAsync(Cancel);
        Assert.Equal(8, await connection.ExecuteScalarAsync<long>("select count(*) from payments"));
        Assert.Equal("404", (await gateway.StatusAsync(lost.Transaction))["status_code"]);
    }

    private static async Task GoOnAsync(TestGateway gateway, Lost lost)
    {
        // Money that was booked after the moment is booked again by its advice, and told under the same event id.
        var till = gateway.Terminal(StoreChain.Alfamart);
        Assert.Equal("booked", (await till.AdviseAsync(lost.PaidAgain, 44_000, "R-again"))["result"]);

        // The books still know the node that was lost with the server, whose slots are its own for a second.
        gateway.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(lost.Told, (await gateway.Shop.NextAsync("settlement")).Headers["webhook-id"]);

        // Money for a payment that is gone is kept for a person.
        Assert.Equal("unmatched", (await till.AdviseAsync(lost.Codes[0], 44_000, "R-lost"))["result"]);

        var again = await gateway.ChargeAsync(Some.ChargeBody(order: "lost-key"), ("Idempotency-Key", "key-1"));
        Assert.Equal("201", again["status_code"]);
        Assert.NotEqual(lost.Transaction, again["transaction_id"]);
        foreach (var chain in Enum.GetValues<StoreChain>())
        {
            for (var i = 0; i < LostCodes; i++)
            {
                Assert.DoesNotContain(await gateway.ChargedCodeAsync(chain, $"lost-{chain}-{i}"), lost.Codes);
            }
        }
    }

    // Each line as it stands, with the built gerai first in the path.
    private static Task GeraiAsync(string lines) => BashAsync($"PATH='{AppContext.BaseDirectory}':$PATH\n{lines}");

    private static async Task BashAsync(string lines)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-euc", lines])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var said = await bash.StandardOutput.ReadToEndAsync(Cancel);
        await bash.WaitForExitAsync(Cancel);
        Assert.True(bash.ExitCode == 0, said);
        Assert.DoesNotContain("  warning", said, StringComparison.Ordinal);
    }

    /// <param name="Codes">Which customers hold: the first half of Alfamart, the other of Indomaret.</param>
    /// <param name="Transaction">Of a charge with an idempotency key.</param>
    /// <param name="PaidAgain">The code of a payment that was there at the moment, and was paid after it.</param>
    /// <param name="Told">The id of the event by which the shop heard of that.</param>
    private sealed record Lost(IReadOnlyList<string> Codes, string Transaction, string PaidAgain, string Told);
}
