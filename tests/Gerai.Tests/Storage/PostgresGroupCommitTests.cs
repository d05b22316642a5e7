using System.Data.Common;
using Dapper;
using Gerai.Storage;
using Gerai.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Storage;

/// <summary>The suite on PostgreSQL, and what happens when the server ends a connection.</summary>
public sealed class PostgresGroupCommitTests() : GroupCommitContract(DatabaseKind.Postgres)
{
    [Fact]
    public async Task A_connection_that_was_ended_is_replaced_and_costs_nobody_anything()
    {
        await using var books = await NotesAsync();
        await using var outside = await books.Database.OpenAsync(Cancel);
        var writer = await books.Group.WriteAsync(Backend, Cancel);
        Terminate(outside, writer);

        await WriteAsync(books, "written");
        Assert.NotEqual(writer, await books.Group.WriteAsync(Backend, Cancel));
        Assert.Equal(["written"], await books.ReadAsync<string>("select note from notes"));
    }

    [Fact]
    public async Task A_connection_that_ends_in_the_midst_of_a_group_costs_nobody_anything()
    {
        await using var books = await NotesAsync();
        await using var outside = await books.Database.OpenAsync(Cancel);
        using var hold = new HeldWrite();
        var held = books.Group.WriteAsync(hold.Write, Cancel);
        await hold.Reached;
        var isFirst = true;
        var ending = books.Group.WriteAsync(
            session =>
            {
                Insert(session, "ending");
                if (isFirst)
                {
                    isFirst = false;
                    Terminate(outside, Backend(session));
                }

                return 0;
            },
            Cancel);
        var writes = Enumerable.Range(0, 5).Select(i => WriteAsync(books, $"note {i}")).ToList();
        hold.Release();

        // Nothing was committed, so all of it could be run again.
        await Task.WhenAll([held, ending, .. writes]);
        Assert.Equal(6, await books.CountAsync("notes"));
    }

    [Fact]
    public async Task A_connection_that_ends_before_the_commit_costs_nobody_anything()
    {
        await using var books = await NotesAsync();
        await using var outside = await books.Database.OpenAsync(Cancel);
        using var hold = new HeldWrite();
        var held = books.Group.WriteAsync(hold.Write, Cancel);
        await hold.Reached;
        var runs = 0;
        var write = books.Group.WriteAsync(session => Insert(session, "a note") + (0 * runs++), Cancel);
        var ending = books.Group.WriteAsync(
            session =>
            {
                if (runs == 1)
                {
                    Terminate(outside, Backend(session));
                }

                return 0;
            },
            Cancel);
        hold.Release();

        // It was found out that nothing had been committed, so all of it was run again.
        await Task.WhenAll(held, ending);
        Assert.Equal(1, await write);
        Assert.Equal(2, runs);
        Assert.Equal(1, await books.CountAsync("notes"));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task A_commit_that_got_no_answer_is_looked_up_and_only_run_again_if_it_never_arrived(
        bool isAnswerLost, int runs)
    {
        await using var books = await NotesAsync();
        await using var line = PostgresLine.To(books.ConnectionString);
        await using var database = new Database(line.ConnectionString);
        await using var group = new GroupCommit(database, new StorageOptions { Writers = 1 }, TimeProvider.System);
        await group.WriteAsync(session => Insert(session, "before"), Cancel);
        var ran = 0;
        line.CutAtCommit(isAnswerLost);

        var written = await group.PipelineAsync(
            session =>
            {
                ran++;
                return InsertAsync(session, "a note");
            },
            Cancel);

        Assert.Equal((1, 1, runs), (written, line.Cuts, ran));
        Assert.Equal(["a note", "before"], await books.ReadAsync<string>("select note from notes order by note"));
    }

    [Fact]
    public async Task A_server_that_is_gone_is_waited_for_and_then_told_of_to_all_who_wait()
    {
        await using var books = await NotesAsync();
        var line = PostgresLine.To(books.ConnectionString);
        await using var database = new Database(line.ConnectionString);
        var clock = new FakeTimeProvider();
        await using var group = new GroupCommit(database, new StorageOptions { Writers = 1 }, clock);
        await group.WriteAsync(session => Insert(session, "before"), Cancel);
        await line.DisposeAsync();
        var writes = Enumerable.Range(0, 5).Select(i => group.WriteAsync(
            session => Insert(session, $"note {i}"), Cancel)).ToList();
        Assert.All(writes, write => Assert.False(write.IsCompleted));

        // When the writer has begun to wait is not seen from here.
        var all = Task.WhenAll(writes);
        while (!all.IsCompleted)
        {
            clock.Advance(new StorageOptions().Patience);
            await Task.Yield();
        }

        foreach (var write in writes)
        {
            await Assert.ThrowsAnyAsync<DbException>(() => write);
        }

        Assert.Equal(1, await books.CountAsync("notes"));
    }

    [Fact]
    public async Task Who_reads_waits_as_long_for_a_server_that_is_gone_and_is_then_told()
    {
        await using var books = await NotesAsync();
        var line = PostgresLine.To(books.ConnectionString);
        var clock = new FakeTimeProvider();
        await using var database = new Database(line.ConnectionString)
        {
            Patience = TimeSpan.FromSeconds(20),
            Time = clock,
        };
        await line.DisposeAsync();
        var reading = database.OpenAsync(Cancel);

        // When it has begun to wait is not seen from here.
        while (!reading.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        await Assert.ThrowsAnyAsync<DbException>(() => reading);
    }

    [Fact]
    public async Task Of_two_transactions_that_wait_for_each_other_the_one_sent_away_is_run_again()
    {
        await using var books = await NotesAsync();
        await WriteAsync(books, "one");
        await WriteAsync(books, "other");
        await using var outside = await books.Database.OpenAsync(Cancel);

        // Not this one is to be sent away.
        await outside.ExecuteAsync("set deadlock_timeout = '1h'");
        await using var rival = await outside.BeginTransactionAsync(Cancel);
        await outside.ExecuteAsync("update notes set note = 'other' where note = 'other'");
        using var hold = new HeldWrite();
        var runs = 0;
        var write = books.Group.WriteAsync(
            session =>
            {
                runs++;
                session.Execute("update notes set note = note where note = 'one'");
                hold.Write(session);
                return session.Execute("update notes set note = note where note = 'other'");
            },
            Cancel);
        await hold.Reached;
        var crossing = outside.ExecuteAsync("update notes set note = 'one' where note = 'one'");
        await books.UntilSomebodyWaitsForALockAsync();

        hold.Release();
        await crossing;
        await rival.CommitAsync(Cancel);

        Assert.Equal(1, await write);
        Assert.InRange(runs, 2, 10);
    }

    [Fact]
    public async Task Writers_of_nodes_that_are_gone_are_forgotten()
    {
        await using var books = await NotesAsync();
        await WriteAsync(books, "a note");
        await books.ExecuteAsync(
            "insert into commit_marks (writer, slot, sequence, at_ms) values ('gone', 3, 7, 1000)");

        await books.Group.WriteAsync(session => CommitMark.DeleteOld(session, Some.Morning), Cancel);

        Assert.DoesNotContain("gone", await books.ReadAsync<string>("select writer from commit_marks"));
        Assert.Equal(1, await books.CountAsync("commit_marks"));
    }

    [Fact]
    public async Task Of_two_writers_one_that_is_held_up_does_not_hold_up_the_other()
    {
        var two = new StorageOptions { Writers = 2 };
        await using var books = await TestDatabase.FreshAsync(DatabaseKind.Postgres, two);
        await books.ExecuteAsync("create table notes (note text not null primary key)");
        using var hold = new HeldWrite();
        var held = books.Group.WriteAsync(hold.Write, Cancel);
        await hold.Reached;

        Assert.Equal(1, await WriteAsync(books, "a note"));

        hold.Release();
        await held;
    }

    [Fact]
    public async Task Statements_of_many_writes_are_answered_each_with_its_own()
    {
        await using var books = await NotesAsync();
        using var hold = new HeldWrite();
        var held = books.Group.WriteAsync(hold.Write, Cancel);
        await hold.Reached;
        var writes = Enumerable.Range(0, 40).Select(i => books.Group.PipelineAsync(
            async session =>
            {
                var count = await InsertAsync(session, $"note {i % 20}", "on conflict do nothing");
                var rows = await session.QueryAsync(
                    "select note from notes where note = @note", row => row.GetString(0), ("note", $"note {i % 20}"));
                session.Add("update notes set note = note where note = @note", ("note", rows.Single()));
                var nothing = await session.QueryAsync(
                    "select note from notes where note = @note", row => row.GetString(0), ("note", null));
                return (Count: count, Note: rows.Single(), Nothing: nothing.Count);
            },
            Cancel)).ToList();
        hold.Release();
        await held;

        var answers = await Task.WhenAll(writes);

        Assert.Equal(
            Enumerable.Range(0, 40).Select(i => (i < 20 ? 1 : 0, $"note {i % 20}", 0)), answers);
        Assert.Equal(20, await books.CountAsync("notes"));
    }

    private static int Backend(WriteSession session) =>
        session.Query("select pg_backend_pid()", row => row.GetInt32(0))[0];

    // Returns when the backend is gone.
    private static void Terminate(DbConnection outside, int backend) =>
        Assert.True(outside.ExecuteScalar<bool>("select pg_terminate_backend(@backend, 10000)", new { backend }));
}
