using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="ICodeKeyRepository"/> promises: no counter is ever handed out twice.</summary>
public abstract class CodeKeyContract(DatabaseKind kind) : StorageContract(kind)
{
    [Fact]
    public async Task A_chain_has_no_key_at_first_and_each_rotation_retires_the_one_before()
    {
        Assert.Empty(await CodeKeys.KeysAsync(StoreChain.Alfamart, Cancel));
        Assert.True(await CodeKeys.RotateAsync(StoreChain.Alfamart, "sealed 1", 0, 0, Cancel));
        Assert.True(await CodeKeys.RotateAsync(StoreChain.Indomaret, "sealed 2", 0, 0, Cancel));
        Assert.True(await CodeKeys.RotateAsync(StoreChain.Alfamart, "sealed 3", 1, 0, Cancel));

        Assert.Equal(
            [
                new CodeKey(3, StoreChain.Alfamart, "sealed 3", 0, Retired: false),
                new CodeKey(1, StoreChain.Alfamart, "sealed 1", 0, Retired: true),
            ],
            await CodeKeys.KeysAsync(StoreChain.Alfamart, Cancel));
        Assert.Equal(
            [new CodeKey(2, StoreChain.Indomaret, "sealed 2", 0, Retired: false)],
            await CodeKeys.KeysAsync(StoreChain.Indomaret, Cancel));
    }

    [Fact]
    public async Task A_rotation_from_a_key_that_is_not_the_newest_changes_nothing()
    {
        Assert.False(await CodeKeys.RotateAsync(StoreChain.Alfamart, "sealed", 7, 0, Cancel));
        var key = await FirstKeyAsync();
        Assert.False(await CodeKeys.RotateAsync(StoreChain.Alfamart, "another", 0, 0, Cancel));

        Assert.Equal(
            [new CodeKey(key, StoreChain.Alfamart, "sealed", 0, Retired: false)],
            await CodeKeys.KeysAsync(StoreChain.Alfamart, Cancel));
    }

    [Fact]
    public async Task Counters_are_handed_out_in_ranges_up_to_the_end()
    {
        var key = await FirstKeyAsync();

        Assert.Equal(0, await CodeKeys.TakeCountersAsync(key, 10, 25, Cancel));
        Assert.Equal(10, await CodeKeys.TakeCountersAsync(key, 10, 25, Cancel));
        Assert.Null(await CodeKeys.TakeCountersAsync(key, 10, 25, Cancel));
        Assert.Equal(20, await CodeKeys.TakeCountersAsync(key, 5, 25, Cancel));
        Assert.Null(await CodeKeys.TakeCountersAsync(key, 1, 25, Cancel));
        Assert.Null(await CodeKeys.TakeCountersAsync(key + 1, 1, 25, Cancel));
        Assert.Equal(25, (await CodeKeys.KeysAsync(StoreChain.Alfamart, Cancel))[0].CounterNext);
    }

    [Fact]
    public async Task A_retired_key_hands_out_none_and_keeps_how_far_it_may_have_got()
    {
        var key = await FirstKeyAsync();
        Assert.Equal(0, await CodeKeys.TakeCountersAsync(key, 10, 1000, Cancel));
        Assert.True(await CodeKeys.RotateAsync(StoreChain.Alfamart, "sealed 2", key, 70, Cancel));

        Assert.Null(await CodeKeys.TakeCountersAsync(key, 10, 1000, Cancel));
        var keys = await CodeKeys.KeysAsync(StoreChain.Alfamart, Cancel);
        Assert.Equal(new CodeKey(key, StoreChain.Alfamart, "sealed", 80, Retired: true), keys[1]);
        Assert.Equal(0, await CodeKeys.TakeCountersAsync(keys[0].Id, 10, 1000, Cancel));
    }

    [Fact]
    public async Task Ranges_taken_by_two_nodes_at_once_never_overlap()
    {
        await using var other = Books.SecondNode();
        ICodeKeyRepository[] nodes = [CodeKeys, new CodeKeyRepository(other.Database, other.Group)];
        var key = await FirstKeyAsync();
        var ranges = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(
            () => nodes[i % 2].TakeCountersAsync(key, 7, 699, Cancel), Cancel)));

        // 99 ranges of 7 fit below 699.
        Assert.Single(ranges, (long?)null);
        Assert.Equal(
            Enumerable.Range(0, 99).Select(i => (long?)(i * 7)), ranges.Where(from => from is not null).Order());
    }

    [Fact]
    public async Task Of_20_rotations_at_once_one_wins()
    {
        await using var other = Books.SecondNode();
        ICodeKeyRepository[] nodes = [CodeKeys, new CodeKeyRepository(other.Database, other.Group)];
        foreach (var newest in new[] { 0, 1, 2 })
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(
                () => nodes[i % 2].RotateAsync(StoreChain.Alfamart, $"sealed {i}", newest, 0, Cancel), Cancel)));

            Assert.Single(results, true);
        }

        Assert.Equal(
            [(3, false), (2, true), (1, true)],
            (await CodeKeys.KeysAsync(StoreChain.Alfamart, Cancel)).Select(key => (key.Id, key.Retired)));
    }

    private async Task<int> FirstKeyAsync()
    {
        Assert.True(await CodeKeys.RotateAsync(StoreChain.Alfamart, "sealed", 0, 0, Cancel));
        return Assert.Single(await CodeKeys.KeysAsync(StoreChain.Alfamart, Cancel)).Id;
    }
}

public sealed class SqliteCodeKeyTests() : CodeKeyContract(DatabaseKind.Sqlite);

public sealed class PostgresCodeKeyTests() : CodeKeyContract(DatabaseKind.Postgres)
{
    // Only here can a second writer be in the midst of a transaction: SQLite lets in one at a time.
    [Fact]
    public async Task A_key_is_added_also_when_another_node_adds_one_for_the_other_chain_at_that_moment()
    {
        await using var other = await Books.Database.OpenAsync(Cancel);
        await using var transaction = await other.BeginTransactionAsync(Cancel);
        await using var insert = other.CreateCommand();
        insert.CommandText = "insert into code_keys values (1, 'Indomaret', 'sealed', 0, 0)";
        await insert.ExecuteNonQueryAsync(Cancel);

        var rotating = CodeKeys.RotateAsync(StoreChain.Alfamart, "sealed", 0, 0, Cancel);
        await Books.UntilSomebodyWaitsForALockAsync();
        await transaction.CommitAsync(Cancel);

        Assert.True(await rotating);
        Assert.Equal(2, Assert.Single(await CodeKeys.KeysAsync(StoreChain.Alfamart, Cancel)).Id);
    }
}
