using Gerai.Storage;
using Gerai.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Gerai.Tests.Storage;

/// <summary>A shop's books moved into another database: all of it, also what changes meanwhile.</summary>
public sealed class BooksCopyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_row_of_every_table_of_the_schema_arrives_and_comes_back_the_same()
    {
        await using var shop = await FilledBooks.NewAsync();
        await using var server = await TestDatabase.EmptyAsync(DatabaseKind.Postgres);
        await using var back = await TestDatabase.EmptyAsync(DatabaseKind.Sqlite);

        var there = await CopyAsync(shop, server, isLast: true);
        await FilledBooks.AssertAlikeAsync(shop, server);
        var again = await CopyAsync(server, back, isLast: true);
        await FilledBooks.AssertAlikeAsync(shop, back);

        Assert.Equal(await FilledBooks.TablesAsync(shop), there.Tables.Select(table => table.Name));
        Assert.All(there.Tables.Concat(again.Tables), table => Assert.Equal(table.Rows, table.Written));
        Assert.Empty(there.Differences.Concat(again.Differences));
        Assert.Equivalent(there.Payments, again.Payments, strict: true);
        Assert.Equal(5_000, there.Payments.Sum(total => total.Number));
        Assert.Equal(
            await shop.ReadAsync<long>("select sum(amount_rupiah) from payments"),
            [there.Payments.Sum(total => total.Rupiah)]);
        await UnfinishedCopy.RefuseAsync(server.Database, Cancel);
    }

    [Theory]
    [InlineData(DatabaseKind.Postgres)]
    [InlineData(DatabaseKind.Sqlite)]
    public async Task The_last_pass_brings_over_what_has_changed_in_any_table_since_the_first(DatabaseKind kind)
    {
        await using var shop = await FilledBooks.NewAsync();
        await using var target = await TestDatabase.EmptyAsync(kind);
        await CopyAsync(shop, target);
        foreach (var table in await FilledBooks.TablesAsync(shop))
        {
            if (table is not "payments" and not "payment_history")
            {
                await shop.ExecuteAsync($"delete from {table} where rowid = 3");
                await FilledBooks.AddAsync(shop, table, 7, 8);
            }
        }

        await LongHistory.AddAsync(
            shop, Some.MerchantId, 5_001, 5_100, Some.Morning.AddDays(-2), TimeSpan.FromSeconds(7));
        await shop.ExecuteAsync("update payments set status = 'Cancelled', version = 2 where code_number % 10 = 9");
        await shop.ExecuteAsync("update attempts set http_status = 500, answer_body = null where number = 4004");
        await FilledBooks.CloseAsync(shop);

        var end = await CopyAsync(shop, target, isLast: true);

        Assert.Empty(end.Differences);
        await FilledBooks.AssertAlikeAsync(shop, target);
        Assert.Equal(100 + 510 - 10, end.Tables.Single(table => table.Name == "payments").Written);
        Assert.Equal(1, end.Tables.Single(table => table.Name == "idempotency_keys").Removed);
    }

    [Theory]
    [InlineData(DatabaseKind.Postgres)]
    [InlineData(DatabaseKind.Sqlite)]
    public async Task Two_people_who_exchange_their_addresses_are_brought_over(DatabaseKind kind)
    {
        await using var shop = await FilledBooks.NewAsync(payments: 10);
        await using var target = await TestDatabase.EmptyAsync(kind);
        await CopyAsync(shop, target);
        await shop.ExecuteAsync(
            """
            create table two as select person_id, email_key from people limit 2;
            update people set email_key = person_id where person_id in (select person_id from two);
            update people set email_key = (select email_key from two where two.person_id <> people.person_id)
            where person_id in (select person_id from two);
            drop table two;
            """);
        await FilledBooks.CloseAsync(shop);

        var end = await CopyAsync(shop, target, isLast: true);

        Assert.Empty(end.Differences);
        await FilledBooks.AssertAlikeAsync(shop, target);
    }

    [Theory]
    [InlineData(DatabaseKind.Postgres)]
    [InlineData(DatabaseKind.Sqlite)]
    public async Task A_pass_that_was_broken_off_is_gone_on_with_and_writes_nothing_twice(DatabaseKind kind)
    {
        await using var shop = await FilledBooks.NewAsync();
        await using var target = await TestDatabase.EmptyAsync(kind);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Copy(shop, target).RunAsync(
            isLast: false,
            news =>
            {
                if (news is { Table: "payment_history", RowsWritten: > 4_000 })
                {
                    stop.Cancel();
                }
            },
            stop.Token));
        var there = await target.CountAsync("payment_history");
        await FilledBooks.CloseAsync(target);

        var end = await CopyAsync(shop, target);

        Assert.InRange(there, 4_000, 9_000);
        var history = end.Tables.Single(table => table.Name == "payment_history");
        Assert.Equal(history.Rows - there, history.Written);
        await FilledBooks.AssertAlikeAsync(shop, target);
    }

    [Fact]
    public async Task A_pass_sees_the_books_of_one_moment_and_keeps_nobody_from_writing()
    {
        await using var shop = await FilledBooks.NewAsync(payments: 100);
        await using var target = await TestDatabase.EmptyAsync(DatabaseKind.Postgres);
        var order = 0;

        var end = await Copy(shop, target).RunAsync(
            isLast: false,
            _ => WriteAside(shop, $"insert into recovery_codes values ('p', 'code-{order++}')"),
            Cancel);

        var codes = end.Tables.Single(table => table.Name == "recovery_codes");
        Assert.Equal((5, 5), (codes.Rows, codes.Written));
        Assert.Equal(5 + order, await shop.CountAsync("recovery_codes"));
        await FilledBooks.CloseAsync(shop);
        Assert.Empty((await CopyAsync(shop, target, isLast: true)).Differences);
        await FilledBooks.AssertAlikeAsync(shop, target);
    }

    [Fact]
    public async Task Nobody_writes_while_the_last_pass_runs()
    {
        await using var shop = await FilledBooks.NewAsync(payments: 10);
        await using var target = await TestDatabase.EmptyAsync(DatabaseKind.Postgres);
        var refused = 0;

        await Copy(shop, target).RunAsync(
            isLast: true,
            news =>
            {
                if (news.Table == "activity")
                {
                    Assert.Throws<SqliteException>(() => WriteAside(shop, "delete from payments"));
                    refused++;
                }
            },
            Cancel);

        Assert.Equal(1, refused);
        Assert.Equal(10, await target.CountAsync("payments"));
    }

    private static void WriteAside(TestDatabase books, string sql)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder(books.ConnectionString) { Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 1;
        command.ExecuteNonQuery();
    }

    private static Task<CopyEnd> CopyAsync(TestDatabase from, TestDatabase to, bool isLast = false) =>
        Copy(from, to).RunAsync(isLast, _ => { }, Cancel);

    private static BooksCopy Copy(TestDatabase from, TestDatabase to) =>
        new(from.ConnectionString, to.ConnectionString, TimeProvider.System);
}
