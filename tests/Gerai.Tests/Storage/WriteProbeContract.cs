using Gerai.Storage;
using Gerai.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="WriteProbe"/> promises.</summary>
public abstract class WriteProbeContract(DatabaseKind kind) : StorageContract(kind)
{
    [Fact]
    public async Task A_node_that_asks_again_and_again_leaves_one_row_which_is_written_anew()
    {
        var time = new FakeTimeProvider(Now);
        var probe = new WriteProbe(Books.Group, time);
        var before = await Books.CountAsync("commit_marks where sequence = 0");

        await probe.WriteAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        await probe.WriteAsync();

        Assert.Equal(before + 1, await Books.CountAsync("commit_marks where sequence = 0"));
        Assert.Contains(
            Now.AddSeconds(1).ToUnixTimeMilliseconds(), await Books.ReadAsync<long>("select at_ms from commit_marks"));
    }

    [Fact]
    public async Task Books_that_cannot_be_written_are_noticed()
    {
        await Books.ExecuteAsync("drop table commit_marks");

        await Assert.ThrowsAnyAsync<Exception>(new WriteProbe(Books.Group, TimeProvider.System).WriteAsync);
    }
}

public sealed class SqliteWriteProbeTests() : WriteProbeContract(DatabaseKind.Sqlite);

public sealed class PostgresWriteProbeTests() : WriteProbeContract(DatabaseKind.Postgres);
