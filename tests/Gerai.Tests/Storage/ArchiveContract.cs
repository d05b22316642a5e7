using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Storage;

/// <summary>Old payments in files of their own: all of them, as they were, and only then out of the books.</summary>
public abstract class ArchiveContract(DatabaseKind kind) : StorageContract(kind), IDisposable
{
    private const int PaymentsMade = 300;

    private static readonly DateTimeOffset First = Now.AddDays(-250);
    private static readonly DateTimeOffset Until = WesternIndonesianTime.StartOf(new DateOnly(2025, 9, 1));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-archive-");

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_has_ended_is_archived_by_month_with_every_row_and_nothing_is_written_twice()
    {
        await FillAsync();

        var first = await ExportAsync();
        var second = await ExportAsync();

        Assert.Equal((270, 0, 30), (first.Payments, first.WereThere, first.NotEnded));
        Assert.Equal((0, 270, 30), (second.Payments, second.WereThere, second.NotEnded));
        Assert.Empty(second.NewFiles);
        Assert.Equal(
            ["2025-05", "2025-06", "2025-07"],
            first.NewFiles.Select(file => file.Month));
        Assert.Equal("sandbox/G100200300/2025-05.jsonl.gz", first.NewFiles[0].File);
        Assert.Equal(
            await Books.ReadAsync<(string, long, long)>(
                """
                select status, count(*), cast(sum(amount_rupiah) as bigint) from payments
                where status <> 'Pending' group by status order by status
                """),
            ArchiveManifest.Sum(first.NewFiles).Select(one => (one.Key, one.Value.Payments, one.Value.Rupiah)));
        Assert.Empty(await CheckAsync());
        Assert.Empty(Directory.GetFiles(folder.FullName, "*.part", SearchOption.AllDirectories));

        var found = Assert.Single(await FindAsync("order-7")).Payment;
        Assert.Equal(("Expired", 2), (found.Status, found.RowsOf("payment_history").Count));
        Assert.Equal("<html> \"ü\"\n", found.RowsOf("attempts").Single()["answer_body"]);
        Assert.Equal(
            [found.Key.Id],
            (await FindAsync((string)found.Payment["payment_code"])).Select(one => one.Payment.Key.Id));
        Assert.Empty(await FindAsync("order-9"));
    }

    [Fact]
    public async Task What_ends_or_changes_later_goes_into_a_further_file_and_the_first_stays_as_it_is()
    {
        await FillAsync();
        var first = await ExportAsync();
        await Books.ExecuteAsync(
            """
            update payments set status = 'Expired', version = 2 where order_id = 'order-9';
            insert into payment_history (transaction_id, version, slot, command, at_ms, status, payable_until_ms,
                voided_references, news_for)
            select transaction_id, 2, slot, 'Lapse', at_ms + 9, 'Expired', payable_until_ms, '', news_for
            from payment_history where transaction_id = (
                select transaction_id from payments where order_id = 'order-9');
            insert into resends (transaction_id, version, address, attempts_before, slot, at_ms, by_whom)
            select transaction_id, 1, 'a', 1, slot, 5, 'operator' from payments where order_id = 'order-3'
            """);

        var second = await ExportAsync();

        Assert.Equal(2, second.Payments);
        Assert.Equal(["sandbox/G100200300/2025-05.2.jsonl.gz"], second.NewFiles.Select(file => file.File));
        Assert.Equal(["Settled", "Settled"], (await FindAsync("order-3")).Select(one => one.Payment.Status));
        Assert.Equal(["Expired"], (await FindAsync("order-9")).Select(one => one.Payment.Status));
        Assert.Equal(0, (await ExportAsync()).Payments);
        Assert.Empty(await CheckAsync());
        Assert.Equal(270, first.NewFiles.Sum(file => file.Payments));
    }

    [Fact]
    public async Task Only_what_is_in_the_archive_as_it_is_in_the_books_is_removed_and_the_figures_stay()
    {
        await FillAsync();
        await ExportAsync();
        await Figures.CloseHoursAsync(Now, Cancel);
        var figures = await FiguresAsync();
        await Books.ExecuteAsync(
            """
            update payments set reference = 'another' where order_id = 'order-3';
            update attempts set answer_body = null where transaction_id = (
                select transaction_id from payments where order_id = 'order-4');
            update notifications set state = 'Waiting' where transaction_id = (
                select transaction_id from payments where order_id = 'order-6')
            """);

        var end = await RemoveAsync();

        Assert.Equal(268, end.Removed);
        Assert.Equal(
            [(ArchiveRemoval.NotArchived, 1L), (ArchiveRemoval.NotEnded, 31L)],
            end.Stayed.OrderBy(one => one.Value).Select(one => (one.Key, one.Value)));
        Assert.Equal(
            ["order-3", "order-6"],
            await Books.ReadAsync<string>("select order_id from payments where status <> 'Pending' order by order_id"));
        foreach (var table in ArchivedPayment.Tables)
        {
            Assert.Equal(table is "resends" or "forwards" ? 0 : 32, (await Books.ReadAsync<long>(
                $"select count(distinct transaction_id) from {table}"))[0]);
        }

        Assert.Equal(figures, await FiguresAsync());
        var lines = await Books.ReadAsync<(string Kind, string About, string After)>(
            "select kind, about, after from activity order by number");
        Assert.Equal(["2025-05", "2025-06", "2025-07"], lines.Select(line => line.About));
        Assert.All(lines, line => Assert.Equal("PaymentsArchived", line.Kind));
        Assert.Contains("in sandbox/G100200300/2025-05.jsonl.gz, SHA-256 ", lines[0].After, StringComparison.Ordinal);

        // What is gone from the books stays in the archive, whatever is archived after that.
        var again = await ExportAsync();
        Assert.Equal((1, 31), (again.Payments, again.NotEnded));
        Assert.Single(await FindAsync("order-4"));
        Assert.Empty(await CheckAsync());
    }

    [Fact]
    public async Task From_an_archive_that_was_changed_or_is_too_young_nothing_is_removed()
    {
        await FillAsync();
        var file = (await ExportAsync()).NewFiles[1].File;
        await Figures.CloseHoursAsync(Now, Cancel);
        var path = Path.Combine(folder.FullName, file);
        var bytes = await File.ReadAllBytesAsync(path, Cancel);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Cancel);

        var changed = await Assert.ThrowsAsync<ArchiveRefusal>(RemoveAsync);
        File.Delete(path);
        var missing = await Assert.ThrowsAsync<ArchiveRefusal>(RemoveAsync);
        var young = await Assert.ThrowsAsync<ArchiveRefusal>(() => Removal().RunAsync(
            folder.FullName, Now.AddDays(-89), By, _ => { }, Cancel));

        Assert.Contains($"{file} has been changed", changed.Message, StringComparison.Ordinal);
        Assert.Contains($"{file} is in the manifest and not in the folder", missing.Message, StringComparison.Ordinal);
        Assert.Contains("90 days", young.Message, StringComparison.Ordinal);
        Assert.Equal(PaymentsMade, await Books.CountAsync("payments"));
    }

    [Fact]
    public async Task What_happened_lately_or_is_in_no_figure_yet_stays()
    {
        await FillAsync();
        await Books.ExecuteAsync(
            $"""
            update payments set payable_until_ms = {Now.AddDays(-80).ToUnixTimeMilliseconds()}
            where order_id = 'order-3'
            """);
        await ExportAsync();

        var uncounted = await RemoveAsync();
        await Figures.CloseHoursAsync(Now, Cancel);
        var counted = await RemoveAsync();

        Assert.Equal((0, 269), (uncounted.Removed, uncounted.Stayed[ArchiveRemoval.NotCounted]));
        Assert.Equal((269, 1), (counted.Removed, counted.Stayed[ArchiveRemoval.TooYoung]));
    }

    [Fact]
    public async Task What_changed_at_the_last_moment_is_put_back_row_by_row()
    {
        await FillAsync();
        await ExportAsync();
        var archived = (await FindAsync("order-3"))[0].Payment;
        await Books.ExecuteAsync("update attempts set result = 'TimedOut'");
        var before = await RowsAsync(archived.Key.Id);

        Assert.False(await Books.Group.WriteAsync(session => ArchivedRows.TakeOut(session, archived), Cancel));
        Assert.Equal(before, await RowsAsync(archived.Key.Id));
        await Books.ExecuteAsync("update attempts set result = 'Delivered'");
        Assert.True(await Books.Group.WriteAsync(session => ArchivedRows.TakeOut(session, archived), Cancel));
        Assert.Empty(await RowsAsync(archived.Key.Id));
        Assert.False(await Books.Group.WriteAsync(session => ArchivedRows.TakeOut(session, archived), Cancel));
    }

    [Fact]
    public async Task No_column_of_an_archive_holds_a_secret()
    {
        await FillAsync();
        await ExportAsync();

        var payment = (await FindAsync("order-3"))[0].Payment;
        var columns = ArchivedPayment.Tables.SelectMany(payment.RowsOf).SelectMany(row => row.Keys).Distinct();
        Assert.DoesNotContain(
            columns,
            name => new[] { "secret", "sealed", "key_hash", "token", "password" }.Any(name.Contains));
    }

    private Task<IReadOnlyList<string>> FiguresAsync() => Books.ReadAsync<string>(
        """
        select status || ' ' || hour_at_ms || ' ' || store || ' ' || payment_count || ' ' || amount_rupiah
        from hourly_figures order by 1
        """);

    private async Task<IReadOnlyList<string>> RowsAsync(string id)
    {
        var rows = new List<string>();
        foreach (var table in ArchivedPayment.Tables)
        {
            rows.AddRange((await Books.ReadAsync<dynamic>($"select * from {table} where transaction_id = '{id}'"))
                .Cast<IDictionary<string, object?>>()
                .Select(row => $"{table}: {string.Join('|', row.Select(cell => $"{cell.Key}={cell.Value}"))}"));
        }

        return rows;
    }

    // Six hours apart, so that they are of three months; each was told of at once, and a pending one of ten stays.
    private async Task FillAsync()
    {
        await Merchants.AddAsync(Some.Merchant(), First, Cancel);
        await LongHistory.AddAsync(
            Books, Some.MerchantId, 1, PaymentsMade, First, TimeSpan.FromHours(6));
        await Books.ExecuteAsync(
            """
            insert into notifications (transaction_id, version, address, slot, state, attempts, due_at_ms, endpoint)
            select transaction_id, 1, 'a', slot, 'Delivered', 1, at_ms, 'e' from payment_history where version = 1;
            insert into attempts (transaction_id, version, address, number, slot, started_at_ms, took_ms, result,
                http_status, answer_body)
            select transaction_id, 1, 'a', 1, slot, at_ms, 5, 'Delivered', 200, '<html> "ü"
            ' from payment_history where version = 1
            """);
    }

    private Task<ArchiveEnd> ExportAsync() =>
        new ArchiveExport(Books.Database).RunAsync(folder.FullName, Until, _ => { }, Cancel);

    private ArchiveRemoval Removal() => new(Books.Database, Books.Group, Some.Seal, new FakeTimeProvider(Now));

    private Task<RemovalEnd> RemoveAsync() => Removal().RunAsync(folder.FullName, Until, By, _ => { }, Cancel);

    private async Task<IReadOnlyList<string>> CheckAsync()
    {
        using var archive = ArchiveFolder.OpenForReading(folder.FullName);
        return await ArchiveCheck.RunAsync(archive, await archive.ReadManifestAsync(Cancel), _ => { }, Cancel);
    }

    private async Task<IReadOnlyList<(string File, ArchivedPayment Payment)>> FindAsync(string name)
    {
        using var archive = ArchiveFolder.OpenForReading(folder.FullName);
        return await ArchiveCheck.FindAsync(archive, await archive.ReadManifestAsync(Cancel), name, Cancel);
    }
}

public sealed class SqliteArchiveTests() : ArchiveContract(DatabaseKind.Sqlite);

public sealed class PostgresArchiveTests() : ArchiveContract(DatabaseKind.Postgres);
