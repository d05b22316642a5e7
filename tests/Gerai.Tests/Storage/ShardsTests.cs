using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>Where a database is cut into shards, each transaction stays on one machine.</summary>
public sealed class ShardsTests : StorageContract
{
    private const string Address = "http://127.0.0.1:9/notifications";

    // Says where the rows of a slot lie, under the names that Citus has for it; the rows themselves lie here.
    private const string Catalog =
        """
        create view citus_shards as
        select 'payments'::regclass as table_name, 102008 + s.number as shardid,
            'worker-' || s.number % 3 as nodename, 5432 as nodeport
        from generate_series(0, 31) s(number);
        create function get_shard_id_for_distribution_column(regclass, bigint) returns bigint
            language sql as 'select 102008 + $2 % 32';
        """;

    // Which transaction wrote a row, and for which machine.
    private const string Written =
        """
        select distinct w.writer, (w.slot % 32) % 3 from (
            select xmin::text as writer, slot from payments union all
            select xmin::text, slot from payment_history union all
            select xmin::text, slot from notifications union all
            select xmin::text, slot from idempotency_keys union all
            select xmin::text, slot from commit_marks) w
        """;

    public ShardsTests()
        : base(DatabaseKind.Postgres)
    {
    }

    [Fact]
    public void A_database_that_is_not_cut_is_one_shard()
    {
        Assert.Equal(1, Books.Database.Shards.Count);
        Assert.All(Enumerable.Range(0, Slot.Count), slot => Assert.Equal(0, Books.Database.Shards.Of(Slot.Of(slot))));
    }

    [Fact]
    public async Task Which_slots_lie_together_is_read_from_the_database()
    {
        await Books.ExecuteAsync(Catalog);
        await using var node = Books.SecondNode();
        node.Database.Migrate();
        var shards = node.Database.Shards;

        Assert.Equal(3, shards.Count);
        Assert.Equal(shards.Of(Slot.Of(0)), shards.Of(Slot.Of(3)));
        Assert.Equal(shards.Of(Slot.Of(0)), shards.Of(Slot.Of(32)));
        Assert.NotEqual(shards.Of(Slot.Of(0)), shards.Of(Slot.Of(1)));
        Assert.All(Enumerable.Range(0, 3), shard => Assert.Equal(shard, shards.Of(shards.SlotIn(shard))));
    }

    [Fact]
    public async Task Writes_that_come_at_once_share_transactions_with_those_of_their_own_shard_only()
    {
        await Books.ExecuteAsync(Catalog);
        await using var node = Books.SecondNode();
        node.Database.Migrate();
        await using var group = new GroupCommit(node.Database, new StorageOptions(), TimeProvider.System);
        var payments = new PaymentRepository(node.Database, group);
        var outbox = new Outbox(
            node.Database, group, payments, new MerchantRepository(node.Database, group, Some.Seal));
        var keys = new IdempotencyRepository(node.Database, group);
        await new MerchantRepository(node.Database, group, Some.Seal).AddAsync(Some.Merchant(), null, Now, Cancel);

        var opened = Enumerable.Range(0, 200).Select(i => NewPayment($"order-{i}")).ToList();
        var answers = await Task.WhenAll(opened.Select(
            payment => payments.OpenAsync(Opening(payment, [Address]), Cancel)));
        await Task.WhenAll(opened.Select((_, i) => keys.ClaimAsync(Some.MerchantId, $"key {i}", Now, Cancel)));
        Assert.All(answers, answer => Assert.Equal(WriteResult.Written, answer));
        await AssertApartAsync();

        // Rows of all shards, asked for in one go.
        var due = await outbox.DueAsync(DueScope.All(Now.AddSeconds(1)), 200, Cancel);
        var taken = await outbox.TakeAsync(due, Now.AddMinutes(1), Cancel);
        Assert.Equal(200, taken.Count);
        Assert.Equal(due.Select(row => row.Notification.Id), taken.Select(row => row.Notification.Id));
        await AssertApartAsync();
    }

    [Fact]
    public async Task The_endpoints_that_something_waits_for_are_found_over_all_shards()
    {
        await Books.ExecuteAsync(Catalog);
        for (var i = 0; i < 30; i++)
        {
            var opened = NewPayment($"order-{i}", Now.AddSeconds(30 - i));
            await OpenedAsync(opened, $"http://127.0.0.{1 + (i % 7)}:9/notifications");
        }

        await using var node = Books.SecondNode();
        node.Database.Migrate();
        Assert.Equal(3, node.Database.Shards.Count);
        foreach (var count in new[] { 1, 4, 7, 20 })
        {
            var all = await new EndpointRing(Books.Database).NextAsync(null, count, Cancel);
            Assert.Equal(Math.Min(count, 7), all.Count);
            Assert.Equivalent(all, await new EndpointRing(node.Database).NextAsync(null, count, Cancel), strict: true);
            Assert.Equivalent(
                await new EndpointRing(Books.Database).NextAsync(all[0].Endpoint, count, Cancel),
                await new EndpointRing(node.Database).NextAsync(all[0].Endpoint, count, Cancel),
                strict: true);
        }
    }

    private async Task AssertApartAsync()
    {
        var written = await Books.ReadAsync<(string Transaction, long Machine)>(Written);
        Assert.Equal(3, written.Select(row => row.Machine).Distinct().Count());
        Assert.Equal(written.Select(row => row.Transaction).Distinct().Count(), written.Count);
    }
}
