using System.Data.Common;
using System.Threading.Channels;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="GroupCommit"/> promises to everyone who writes.</summary>
public abstract class GroupCommitContract(DatabaseKind kind)
{
    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 95)]
    [InlineData(10, 10)]
    [InlineData(512, 1)]
    public async Task Writes_that_wait_share_transactions_up_to_the_limit(int groupMax, int transactions)
    {
        await using var books = await NotesAsync(new StorageOptions { GroupMax = groupMax });
        await using var outside = await books.Database.OpenAsync(Cancel);
        using var hold = new HeldWrite();
        var held = books.Group.WriteAsync(hold.Write, Cancel);
        await hold.Reached;

        // Each write sees from outside how much was committed before its own transaction.
        var writes = Enumerable.Range(1, 95)
            .Select(i => books.Group.WriteAsync(
                session =>
                {
                    Insert(session, $"note {i}");
                    return Count(outside);
                },
                Cancel))
            .Append(held)
            .ToList();
        hold.Release();
        var committedBefore = await Task.WhenAll(writes);

        Assert.Equal(transactions, committedBefore.Distinct().Count());
        Assert.Equal(95, await books.CountAsync("notes"));
    }

    [Fact]
    public async Task A_write_that_nobody_waits_for_stays_until_one_comes_that_is_in_a_hurry()
    {
        await using var books = await NotesAsync();
        var options = new StorageOptions { Writers = 1, UnhurriedMax = TimeSpan.FromHours(1) };
        await using var patient = new GroupCommit(books.Database, options, TimeProvider.System);
        var first = patient.PipelineUnhurriedAsync(Slot.Of(0), session => InsertAsync(session, "a result"), Cancel);
        var second = patient.PipelineUnhurriedAsync(Slot.Of(0), session => InsertAsync(session, "another"), Cancel);
        Assert.Equal(0, await books.CountAsync("notes"));

        await patient.WriteAsync(session => Insert(session, "a charge"), Cancel);

        await Task.WhenAll(first, second);
        Assert.Equal(3, await books.CountAsync("notes"));
    }

    [Fact]
    public async Task A_write_that_nobody_waits_for_is_written_also_when_no_other_comes()
    {
        await using var books = await NotesAsync();

        Assert.Equal(1, await books.Group.PipelineUnhurriedAsync(
            Slot.Of(0), session => InsertAsync(session, "a result"), Cancel));

        Assert.Equal(1, await books.CountAsync("notes"));
    }

    [Fact]
    public async Task Who_hears_of_a_write_finds_it_with_another_connection()
    {
        await using var books = await NotesAsync();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(
            async () =>
            {
                for (var i = 0; i < 20; i++)
                {
                    await WriteAsync(books, $"note {caller} {i}");
                    Assert.Single(await books.ReadAsync<string>(
                        "select note from notes where note = @note", new { note = $"note {caller} {i}" }));
                }
            },
            Cancel)));
    }

    [Fact]
    public async Task Nobody_hears_of_a_write_before_it_is_committed()
    {
        await using var books = await NotesAsync();
        using var first = new HeldWrite();
        using var last = new HeldWrite();
        var held = books.Group.WriteAsync(first.Write, Cancel);
        await first.Reached;
        var write = WriteAsync(books, "a note");
        var heldLonger = books.Group.WriteAsync(last.Write, Cancel);
        first.Release();
        await last.Reached;

        // The note was written in this transaction, which is still open.
        Assert.False(write.IsCompleted);
        Assert.False(held.IsCompleted);
        Assert.Equal(0, await books.CountAsync("notes"));

        last.Release();
        await Task.WhenAll(held, write, heldLonger);
        Assert.Equal(1, await books.CountAsync("notes"));
    }

    [Fact]
    public async Task A_write_that_throws_fails_alone_and_its_neighbours_are_written_once()
    {
        await using var books = await NotesAsync();
        await WriteAsync(books, "taken");
        using var hold = new HeldWrite();
        var held = books.Group.WriteAsync(hold.Write, Cancel);
        await hold.Reached;
        var before = Enumerable.Range(0, 5).Select(i => WriteAsync(books, $"before {i}")).ToList();
        var clash = books.Group.WriteAsync(
            session => Insert(session, "half a write") + Insert(session, "taken"), Cancel);
        var between = Enumerable.Range(0, 5).Select(i => WriteAsync(books, $"between {i}")).ToList();
        var bug = books.Group.WriteAsync<int>(
            session => throw new InvalidTimeZoneException($"{Insert(session, "half another")}"), Cancel);
        var after = Enumerable.Range(0, 5).Select(i => WriteAsync(books, $"after {i}")).ToList();
        hold.Release();

        await Task.WhenAll([held, .. before, .. between, .. after]);
        await Assert.ThrowsAnyAsync<DbException>(() => clash);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => bug);
        Assert.Equal(16, await books.CountAsync("notes"));
        Assert.Empty(await books.ReadAsync<string>("select note from notes where note like 'half%'"));
    }

    [Fact]
    public async Task After_a_write_that_threw_the_next_one_finds_everything_in_order()
    {
        await using var books = await NotesAsync();
        await WriteAsync(books, "taken");

        await Assert.ThrowsAnyAsync<DbException>(() => WriteAsync(books, "taken"));
        await WriteAsync(books, "free");
        Assert.Equal(2, await books.CountAsync("notes"));
    }

    [Fact]
    public async Task A_commit_that_fails_is_told_to_all_of_its_group_and_not_run_again()
    {
        // A constraint that is only checked at the end lets every write through and then the commit fails.
        await using var books = await NotesAsync();
        await books.ExecuteAsync(
            """
            create table answers (note text not null references notes (note) deferrable initially deferred)
            """);
        using var hold = new HeldWrite();
        var held = books.Group.WriteAsync(hold.Write, Cancel);
        await hold.Reached;
        var runs = 0;
        var neighbour = books.Group.WriteAsync(session => Insert(session, "a note") + (runs++), Cancel);
        var orphan = books.Group.WriteAsync(
            session => session.Execute("insert into answers (note) values ('no such note')"), Cancel);
        hold.Release();

        foreach (var write in new Task[] { held, neighbour, orphan })
        {
            await Assert.ThrowsAnyAsync<DbException>(() => write);
        }

        Assert.Equal(1, runs);
        Assert.Equal(0, await books.CountAsync("notes"));
        await WriteAsync(books, "a note");
        Assert.Equal(0, await books.CountAsync("answers"));
    }

    [Fact]
    public async Task Closing_finishes_what_waits_and_takes_nothing_more()
    {
        await using var books = await NotesAsync(new StorageOptions { GroupMax = 7 });
        using var hold = new HeldWrite();
        var held = books.Group.WriteAsync(hold.Write, Cancel);
        await hold.Reached;
        var writes = Enumerable.Range(0, 50).Select(i => WriteAsync(books, $"note {i}")).ToList();

        var closing = books.Group.DisposeAsync();
        Assert.False(closing.IsCompleted);
        await Assert.ThrowsAsync<ChannelClosedException>(() => WriteAsync(books, "late"));
        hold.Release();
        await closing;

        await Task.WhenAll(writes.Append(held));
        Assert.Equal(50, await books.CountAsync("notes"));
    }

    [Fact]
    public async Task Who_gives_up_before_there_is_room_in_the_line_has_written_nothing()
    {
        await using var books = await NotesAsync(new StorageOptions { WaitingMax = 3 });
        using var hold = new HeldWrite();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var held = books.Group.WriteAsync(hold.Write, Cancel);
        await hold.Reached;
        var writes = Enumerable.Range(0, 3).Select(i => WriteAsync(books, $"note {i}")).ToList();
        var outside = books.Group.WriteAsync(session => Insert(session, "too late"), patience.Token);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => outside);
        hold.Release();
        await Task.WhenAll(writes.Append(held));
        Assert.Equal(3, await books.CountAsync("notes"));
    }

    // One writer, so that a test can hold it and everybody has to wait.
    internal async Task<TestDatabase> NotesAsync(StorageOptions? options = null)
    {
        var alone = (options ?? new StorageOptions()) with { Writers = 1 };
        var books = kind is DatabaseKind.Postgres
            ? await TestDatabase.FreshAsync(kind, alone)
            : await TestDatabase.EmptyAsync(kind, alone);
        await books.ExecuteAsync("create table notes (note text not null primary key)");
        return books;
    }

    internal static Task<int> WriteAsync(TestDatabase books, string note) =>
        books.Group.WriteAsync(session => Insert(session, note), Cancel);

    internal static int Insert(WriteSession session, string note) =>
        session.Execute("insert into notes (note) values (@note)", ("note", note));

    internal static ValueTask<int> InsertAsync(WriteSession session, string note, string clash = "") =>
        session.ExecuteAsync($"insert into notes (note) values (@note) {clash}", ("note", note));

    private static int Count(DbConnection outside)
    {
        using var count = outside.CreateCommand();
        count.CommandText = "select count(*) from notes";
        return (int)(long)count.ExecuteScalar()!;
    }

    /// <summary>Keeps the writer in the midst of a transaction, so that whatever comes meanwhile has to wait.</summary>
    internal sealed class HeldWrite : IDisposable
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim gate = new();

        public Task Reached => reached.Task;

        public int Write(WriteSession session)
        {
            reached.TrySetResult();
            gate.Wait(Cancel);
            return 0;
        }

        public void Release() => gate.Set();

        public void Dispose() => gate.Dispose();
    }
}
