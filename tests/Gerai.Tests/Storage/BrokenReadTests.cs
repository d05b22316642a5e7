using System.Data.Common;
using Dapper;
using Gerai.Storage;
using Gerai.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Storage;

/// <summary>
/// A line to PostgreSQL that breaks under a question: who has asked waits a little and hears the answer.
/// </summary>
public sealed class BrokenReadTests
{
    // The one opens, the other runs once at start.
    // What is no node's reading: a command that was broken off is begun again by who gave it.
    private static readonly string[] MayOpenPlain =
    [
        "src/Gerai.Gateway/Storage/Database.cs", "src/Gerai.Gateway/Storage/Copying/UnfinishedCopy.cs",
        "src/Gerai.Gateway/Storage/Archiving/ArchiveBooks.cs", "src/Gerai.Gateway/Storage/Checking/BooksLook.cs",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("from payments p", false)]
    [InlineData("order-101", true)]
    public async Task A_status_is_told_although_the_line_breaks_while_it_is_read(string words, bool isAnswer)
    {
        await using var books = await TestDatabase.FreshAsync(DatabaseKind.Postgres);
        await using var line = PostgresLine.To(books.ConnectionString);
        await using var gateway = await TestGateway.StartAsync(
            TestGateway.WithoutSweeper, database: line.ConnectionString);
        await gateway.ChargedCodeAsync();
        line.CutAt(words, isAnswer);

        var status = await gateway.StatusAsync("order-101");

        Assert.Equal((200, "pending"), (status.Http, status["transaction_status"]));
        Assert.Equal(1, line.Cuts);
    }

    [Fact]
    public async Task A_server_that_does_not_come_back_is_waited_for_no_longer_than_agreed()
    {
        await using var books = await TestDatabase.FreshAsync(DatabaseKind.Postgres);
        var line = PostgresLine.To(books.ConnectionString);
        var clock = new FakeTimeProvider();
        await using var database = new Database(line.ConnectionString)
        {
            Patience = TimeSpan.FromSeconds(20),
            Time = clock,
        };
        await using var session = await database.OpenForReadingAsync(Cancel);
        await line.DisposeAsync();

        var reading = session.ExecuteScalarAsync<long>(new CommandDefinition(
            "select count(*) from payments", cancellationToken: Cancel));

        // When it has begun to wait is not seen from here.
        while (!reading.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await Assert.ThrowsAnyAsync<DbException>(() => reading);
    }

    [Fact]
    public async Task What_the_server_refuses_is_not_asked_twice()
    {
        await using var books = await TestDatabase.FreshAsync(DatabaseKind.Postgres);
        await using var line = PostgresLine.To(books.ConnectionString);
        await using var database = new Database(line.ConnectionString) { Patience = TimeSpan.FromSeconds(20) };
        await using var session = await database.OpenForReadingAsync(Cancel);

        await Assert.ThrowsAnyAsync<DbException>(
            () => session.ExecuteScalarAsync<long>(new CommandDefinition("select no_such_column from payments")));

        Assert.Equal(1, await session.ExecuteScalarAsync<long>(new CommandDefinition("select cast(1 as bigint)")));
    }

    [Fact]
    public async Task What_takes_the_server_too_long_is_not_asked_twice()
    {
        await using var books = await TestDatabase.EmptyAsync(DatabaseKind.Postgres);
        await books.ExecuteAsync("create sequence asked");
        await using var database = new Database($"{books.ConnectionString};Command Timeout=1")
        {
            Patience = TimeSpan.FromSeconds(20),
        };
        await using var session = await database.OpenForReadingAsync(Cancel);

        const string Slow =
            """
            with drawn as materialized (select nextval('asked') as number)
            select number from drawn where pg_sleep(60 + 0 * number) is not null
            """;

        await Assert.ThrowsAnyAsync<DbException>(
            () => session.QueryAsync<long>(new CommandDefinition(Slow, cancellationToken: Cancel)));

        // The next number is the second one: what was asked in vain has drawn the first.
        Assert.Equal([2L], await books.ReadAsync<long>("select nextval('asked')"));
    }

    [Fact]
    public void Every_read_of_the_books_is_one_that_is_asked_again() => Assert.All(
        Repository.Sources("src/Gerai.Gateway/Storage").Except(MayOpenPlain),
        path => Assert.DoesNotContain("atabase.OpenAsync(", Repository.Read(path), StringComparison.Ordinal));
}
