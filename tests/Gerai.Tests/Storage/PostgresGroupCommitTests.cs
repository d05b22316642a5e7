using System.Data.Common;
using Dapper;
using Gerai.Storage;
using Gerai.Tests.Support;

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
    public async Task A_connection_that_ends_before_the_commit_is_told_to_all_and_nothing_is_run_again()
    {
        await using var books = await NotesAsync();
        await using var outside = await books.Database.OpenAsync(Cancel);
        using var hold = new HeldWrite();
        var held = books.Group.WriteAsync(hold.Write, Cancel);
        await hold.Reached;
        var runs = 0;
        var write = books.Group.WriteAsync(session => Insert(session, "a note") + (runs++), Cancel);
        var ending = books.Group.WriteAsync(
            session =>
            {
                Terminate(outside, Backend(session));
                return 0;
            },
            Cancel);
        hold.Release();

        foreach (var one in new Task[] { held, write, ending })
        {
            await Assert.ThrowsAnyAsync<DbException>(() => one);
        }

        Assert.Equal(1, runs);
        Assert.Equal(0, await books.CountAsync("notes"));
        await WriteAsync(books, "a note");
        Assert.Equal(1, await books.CountAsync("notes"));
    }

    private static int Backend(WriteSession session) =>
        session.Query("select pg_backend_pid()", row => row.GetInt32(0))[0];

    // Returns when the backend is gone.
    private static void Terminate(DbConnection outside, int backend) =>
        Assert.True(outside.ExecuteScalar<bool>("select pg_terminate_backend(@backend, 10000)", new { backend }));
}
