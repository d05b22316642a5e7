using Gerai.Storage;
using Gerai.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Gerai.Tests.Storage;

/// <summary>The suite on SQLite, and the ways in which only a file can be away.</summary>
public sealed class SqliteGroupCommitTests() : GroupCommitContract(DatabaseKind.Sqlite)
{
    [Fact]
    public async Task A_file_that_is_away_fails_the_caller_and_works_again_when_it_is_back()
    {
        await using var books = await TestDatabase.EmptyAsync(DatabaseKind.Sqlite);
        Directory.Move(books.Folder, books.Folder + "-away");
        var writes = Enumerable.Range(0, 3).Select(i => WriteAsync(books, $"note {i}")).ToList();
        foreach (var write in writes)
        {
            await Assert.ThrowsAsync<SqliteException>(() => write);
        }

        Directory.Move(books.Folder + "-away", books.Folder);
        await books.ExecuteAsync("create table notes (note text not null primary key)");
        await WriteAsync(books, "a note");
        Assert.Equal(1, await books.CountAsync("notes"));
    }

    [Fact]
    public async Task A_write_waits_for_another_processs_transaction()
    {
        await using var books = await NotesAsync();
        await using var other = new SqliteConnection($"{books.ConnectionString};Pooling=False");
        await other.OpenAsync(Cancel);
        await using var transaction = await other.BeginTransactionAsync(Cancel);
        var write = WriteAsync(books, "a note");
        Assert.False(write.IsCompleted);

        await transaction.RollbackAsync(Cancel);
        Assert.Equal(1, await write);
    }

    [Fact]
    public async Task A_full_disk_fails_who_needs_room_and_nobody_else()
    {
        await using var books = await NotesAsync();
        Task<int> FillAsync(string note) => books.Group.WriteAsync(
            session =>
            {
                // Room for a few pages more, as on a disk that is nearly full.
                session.Execute("pragma max_page_count = 10");
                return Insert(session, note);
            },
            Cancel);

        using var hold = new HeldWrite();
        var held = books.Group.WriteAsync(hold.Write, Cancel);
        await hold.Reached;
        var small = FillAsync("small");
        var large = FillAsync(new string('x', 1_000_000));
        var smallToo = FillAsync("small too");
        hold.Release();

        await Task.WhenAll(held, small, smallToo);
        await Assert.ThrowsAsync<SqliteException>(() => large);
        Assert.Equal(["small", "small too"], await books.ReadAsync<string>("select note from notes order by note"));
    }

    [Fact]
    public async Task What_is_acknowledged_is_on_the_disk()
    {
        await using var books = await NotesAsync();
        var settings = await books.Group.WriteAsync(
            session => (
                session.Query("pragma synchronous", row => row.GetInt64(0))[0],
                session.Query("pragma journal_mode", row => row.GetString(0))[0]),
            Cancel);

        const long Full = 2;
        Assert.Equal((Full, "wal"), settings);
    }
}
