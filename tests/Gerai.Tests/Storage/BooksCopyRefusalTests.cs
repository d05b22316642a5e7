using Gerai.Storage;
using Gerai.Tests.Support;
using Npgsql;

namespace Gerai.Tests.Storage;

/// <summary>What a copy does not touch, and what it does not believe.</summary>
public sealed class BooksCopyRefusalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_that_the_target_keeps_otherwise_is_named_and_no_gateway_opens_it()
    {
        await using var shop = await FilledBooks.NewAsync(payments: 100);
        await using var target = await TestDatabase.FreshAsync(DatabaseKind.Postgres);
        await target.ExecuteAsync(
            """
            create function tamper() returns trigger language plpgsql as $$
            begin
                if new.code_number = 50 then new.amount_rupiah := new.amount_rupiah + 1; end if;
                return new;
            end $$;
            create trigger tamper before insert on payments for each row execute function tamper();
            """);

        var end = await CopyAsync(shop, target, isLast: true);

        Assert.Contains(
            "payments 0 00000000-0050-8000-8000-000000000000: the target keeps another amount_rupiah", end.Differences);
        Assert.Contains(end.Differences, line => line.StartsWith(
            "payments: the sum of amount_rupiah with status Settled is ", StringComparison.Ordinal));
        await Assert.ThrowsAsync<InvalidOperationException>(() => UnfinishedCopy.RefuseAsync(target.Database, Cancel));

        await target.ExecuteAsync("drop trigger tamper on payments");
        var mended = await CopyAsync(shop, target, isLast: true);

        Assert.Empty(mended.Differences);
        Assert.Equal(1, mended.Tables.Sum(table => table.Written));
        await FilledBooks.AssertAlikeAsync(shop, target);
        await UnfinishedCopy.RefuseAsync(target.Database, Cancel);
    }

    [Fact]
    public async Task A_row_that_somebody_changes_after_it_was_compared_is_found_by_the_sums()
    {
        await using var shop = await FilledBooks.NewAsync(payments: 10);
        await using var target = await TestDatabase.FreshAsync(DatabaseKind.Postgres);

        // The attempts come before the payments, and have been compared by then.
        await target.ExecuteAsync(
            """
            create function tamper() returns trigger language plpgsql as $$
            begin
                delete from attempts where version = 1001;
                update attempts set result = 'x' where version = 4001;
                return new;
            end $$;
            create trigger tamper after insert on payments for each statement execute function tamper();
            """);

        var end = await CopyAsync(shop, target, isLast: true);

        Assert.Contains("attempts: the number of rows is 5 in the source, 4 in the target", end.Differences);
        Assert.Contains(end.Differences, line => line.StartsWith(
            "attempts: the length of all result is ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_changed_in_the_target_between_two_passes_is_put_right()
    {
        await using var shop = await FilledBooks.NewAsync(payments: 10);
        await using var target = await TestDatabase.FreshAsync(DatabaseKind.Postgres);
        await CopyAsync(shop, target);
        await target.ExecuteAsync("update payments set reference = 'mine' where code_number = 4");
        await target.ExecuteAsync("delete from payment_history where version = 3");

        Assert.Empty((await CopyAsync(shop, target, isLast: true)).Differences);
        await FilledBooks.AssertAlikeAsync(shop, target);
    }

    [Fact]
    public async Task Books_on_which_a_gateway_runs_are_copied_but_not_handed_over()
    {
        await using var shop = await FilledBooks.NewAsync(payments: 10);
        await using var target = await TestDatabase.EmptyAsync(DatabaseKind.Sqlite);
        await shop.Group.WriteAsync(_ => 0, Cancel);

        Assert.Empty((await CopyAsync(shop, target)).Differences);
        var refusal = await RefusedAsync(shop.ConnectionString, target.ConnectionString, isLast: true);

        Assert.Equal(
            $"Another process has {shop.Folder}/gerai.db open. Stop the gateway on it, then try again.",
            refusal.Message);
        await Assert.ThrowsAsync<InvalidOperationException>(() => UnfinishedCopy.RefuseAsync(target.Database, Cancel));
    }

    [Fact]
    public async Task A_target_with_anything_of_its_own_in_it_is_left_alone()
    {
        await using var shop = await FilledBooks.NewAsync(payments: 10);
        await using var other = await FilledBooks.NewAsync(payments: 20);
        await using var copied = await TestDatabase.EmptyAsync(DatabaseKind.Sqlite);
        await using var halfOfAnother = await TestDatabase.EmptyAsync(DatabaseKind.Sqlite);
        await using var served = await TestDatabase.FreshAsync(DatabaseKind.Postgres);
        await CopyAsync(shop, copied, isLast: true);
        await CopyAsync(other, halfOfAnother);
        await served.Group.WriteAsync(_ => 0, Cancel);

        foreach (var (target, says) in new[]
        {
            (other, "is not empty: there are rows in activity. Copy into a new, empty database."),
            (copied, "is not empty: there are rows in activity. Copy into a new, empty database."),
            (halfOfAnother, "holds the unfinished copy of another shop's books."),
            (served, "so what stands there may be its own. Stop it and copy into a new, empty database."),
            (shop, "Source and target are the same database."),
        })
        {
            var refusal = await RefusedAsync(shop.ConnectionString, target.ConnectionString, isLast: true);
            Assert.EndsWith(says, refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal(20, await other.CountAsync("payments"));
        Assert.Equal(20, await halfOfAnother.CountAsync("payments"));
        Assert.Equal(0, await served.CountAsync("payments"));
    }

    [Fact]
    public async Task Books_of_another_version_are_not_copied()
    {
        await using var shop = await FilledBooks.NewAsync(payments: 10);
        await using var target = await TestDatabase.EmptyAsync(DatabaseKind.Sqlite);
        await shop.ExecuteAsync("insert into schemaversions (scriptname, applied) values ('9999_later.sql', '2027')");
        var newer = await RefusedAsync(shop.ConnectionString, target.ConnectionString);
        await shop.ExecuteAsync("delete from schemaversions where scriptname like '%0009_%' or applied = '2027'");
        var older = await RefusedAsync(shop.ConnectionString, target.ConnectionString);

        Assert.Contains("was written by a newer gerai than this one (9999_later.sql)", newer.Message, Words);
        Assert.Contains("was written by an older gerai. Start this version's gateway on it once", older.Message, Words);
        Assert.Empty(await target.ReadAsync<string>("select name from sqlite_master"));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told_in_plain_words()
    {
        await using var shop = await FilledBooks.NewAsync(payments: 10);
        var folder = shop.Folder;
        var text = Path.Combine(folder, "text.txt");
        await File.WriteAllTextAsync(text, new string('x', 4_096), Cancel);
        var empty = Path.Combine(folder, "empty.db");
        await File.WriteAllBytesAsync(empty, [], Cancel);
        var target = $"Data Source={Path.Combine(folder, "target.db")}";

        Assert.EndsWith(
            "missing.db is not there, or may not be opened.",
            (await RefusedAsync($"Data Source={folder}/missing.db", target)).Message,
            Words);
        Assert.EndsWith(
            "text.txt is no SQLite database.", (await RefusedAsync($"Data Source={text}", target)).Message, Words);
        Assert.EndsWith(
            "empty.db holds no gateway's books.", (await RefusedAsync($"Data Source={empty}", target)).Message, Words);
        var away = await RefusedAsync(
            shop.ConnectionString, "Host=127.0.0.1;Port=9;Database=gerai;Username=g;Password=p");
        Assert.StartsWith("gerai at 127.0.0.1:9 cannot be reached, or the line was cut: ", away.Message, Words);
        Assert.True(away.IsNoConnection);
        Assert.False(File.Exists(Path.Combine(folder, "target.db")));
    }

    [Fact]
    public async Task A_database_that_a_server_does_not_have_is_to_be_made_first()
    {
        await using var shop = await FilledBooks.NewAsync(payments: 10);
        await using var server = await TestDatabase.EmptyAsync(DatabaseKind.Postgres);

        var elsewhere = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "nowhere" };

        var refusal = await RefusedAsync(shop.ConnectionString, elsewhere.ToString());

        Assert.EndsWith("has no such database: make an empty one first, with createdb.", refusal.Message, Words);
    }

    private static StringComparison Words => StringComparison.Ordinal;

    private static Task<CopyRefusal> RefusedAsync(string from, string to, bool isLast = false) =>
        Assert.ThrowsAsync<CopyRefusal>(
            () => new BooksCopy(from, to, TimeProvider.System).RunAsync(isLast, _ => { }, Cancel));

    private static Task<CopyEnd> CopyAsync(TestDatabase from, TestDatabase to, bool isLast = false) =>
        new BooksCopy(from.ConnectionString, to.ConnectionString, TimeProvider.System)
            .RunAsync(isLast, _ => { }, Cancel);
}
