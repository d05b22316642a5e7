using Gerai.Payments;
using Gerai.Tests.Support;

namespace Gerai.Tests.Storage;

/// <summary>
/// What <see cref="IPaymentRepository"/> promises to those who want the same thing at the same moment.
/// </summary>
public abstract class PaymentRivalryContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string Address = "http://127.0.0.1:9/notifications";

    [Fact]
    public async Task Of_50_charges_of_one_order_at_once_exactly_one_is_written()
    {
        var rivals = Enumerable.Range(0, 50).Select(_ => NewPayment()).ToList();
        var results = await Task.WhenAll(
            rivals.Select(rival => Task.Run(() => Payments.OpenAsync(Opening(rival, [Address]), Cancel), Cancel)));

        Assert.Single(results, WriteResult.Written);
        Assert.Equal(49, results.Count(result => result == WriteResult.Conflict));
        Assert.Equal((1, 1, 1), await RowsAsync());
        var winner = rivals[Array.IndexOf(results, WriteResult.Written)];
        Assert.Equivalent(winner, await Payments.FindByOrderAsync(winner.Merchant, winner.Order, Cancel), strict: true);
    }

    [Fact]
    public async Task Of_many_changes_of_one_version_at_once_exactly_one_is_written()
    {
        var opened = await OpenedAsync(NewPayment());
        var rivals = Enumerable.Range(0, 30)
            .Select(i => Change(opened, i % 2 == 0 ? Pay(opened, $"R-{i}") : CancelIt(opened), [Address]))
            .ToList();
        var results = await Task.WhenAll(
            rivals.Select(rival => Task.Run(() => Payments.SaveAsync(rival, Cancel), Cancel)));

        Assert.Single(results, WriteResult.Written);
        Assert.Equal((1, 2, 1), await RowsAsync());
        var winner = rivals[Array.IndexOf(results, WriteResult.Written)].Payment;
        Assert.Equivalent(winner, await Payments.FindAsync(opened.Id, Cancel), strict: true);
    }

    [Fact]
    public async Task Two_nodes_that_want_one_order_or_one_version_at_once_have_one_winner()
    {
        await using var other = Books.SecondNode();
        IPaymentRepository[] nodes = [Payments, PaymentsOf(other)];
        for (var round = 0; round < 10; round++)
        {
            var rivals = Enumerable.Range(0, 10).Select(_ => NewPayment($"order-{round}")).ToList();
            var opened = await Task.WhenAll(rivals.Select((rival, i) => Task.Run(
                () => nodes[i % 2].OpenAsync(Opening(rival, [Address]), Cancel), Cancel)));
            Assert.Single(opened, WriteResult.Written);

            var winner = rivals[Array.IndexOf(opened, WriteResult.Written)];
            var saved = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(
                () => nodes[i % 2].SaveAsync(Change(winner, Pay(winner, $"R-{i}"), [Address]), Cancel), Cancel)));
            Assert.Single(saved, WriteResult.Written);
        }

        Assert.Equal((10, 20, 20), await RowsAsync());
    }

    [Fact]
    public async Task Two_nodes_whose_groups_cross_each_other_write_everything()
    {
        // Each group locks the rows of its orders until it is committed, one node in one order and one in the other:
        // a database with row locks must break the tie, and what it throws out must be run again.
        await using var other = Books.SecondNode();
        var orders = Enumerable.Range(0, 200).Select(i => $"order-{i}").ToList();
        var forth = orders.Select(order => Payments.OpenAsync(Opening(NewPayment(order)), Cancel)).ToList();
        var back = orders.AsEnumerable().Reverse()
            .Select(order => PaymentsOf(other).OpenAsync(Opening(NewPayment(order)), Cancel)).ToList();
        var results = await Task.WhenAll([.. forth, .. back]);

        Assert.Equal(200, results.Count(result => result == WriteResult.Written));
        Assert.Equal(200, results.Count(result => result == WriteResult.Conflict));
        Assert.Equal((200, 200, 0), await RowsAsync());
    }
}

public sealed class SqlitePaymentRivalryTests() : PaymentRivalryContract(DatabaseKind.Sqlite);

public sealed class PostgresPaymentRivalryTests() : PaymentRivalryContract(DatabaseKind.Postgres);
