using Gerai.Payments;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>
/// What <see cref="IUnmatchedPaymentRepository"/> promises: money is written down once and never lost.
/// </summary>
public abstract class UnmatchedPaymentContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string Code = "052110023456";

    private UnmatchedPaymentRepository Unmatched => new(Books.Database, Books.Group);

    [Fact]
    public async Task What_is_read_back_is_what_was_written()
    {
        foreach (var reason in Enum.GetValues<RejectionReason>())
        {
            var money = Money($"R-{reason}") with { Reason = reason, Environment = GatewayEnvironment.Production };
            await Unmatched.AddAsync(money, Cancel);

            Assert.Equal(money, await Unmatched.FindAsync(money.Reference, Code, Cancel));
        }
    }

    [Fact]
    public async Task One_reference_and_code_are_one_entry_however_often_it_is_told()
    {
        var money = Money("R-1");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(
            () => Unmatched.AddAsync(money with { ReceivedAt = Now.AddSeconds(i) }, Cancel), Cancel)));
        var kept = await Unmatched.FindAsync(money.Reference, Code, Cancel);
        await Unmatched.AddAsync(money with { Amount = Rupiah.Of(1), ReceivedAt = Now.AddDays(1) }, Cancel);

        Assert.Equal(kept, Assert.Single(await Unmatched.ListAsync(10, Cancel)));
        Assert.Equal(kept, await Unmatched.FindAsync(money.Reference, Code, Cancel));
    }

    [Fact]
    public async Task Another_code_number_or_network_is_other_money()
    {
        await Unmatched.AddAsync(Money("R-1"), Cancel);
        await Unmatched.AddAsync(Money("R-1") with { Code = "052110023457" }, Cancel);
        await Unmatched.AddAsync(Money("R-2"), Cancel);
        await Unmatched.AddAsync(
            Money("R-1") with { Reference = Some.Reference("R-1", StoreChain.Alfamart) }, Cancel);

        Assert.Equal(4, (await Unmatched.ListAsync(10, Cancel)).Count);
        Assert.Null(await Unmatched.FindAsync(Some.Reference("R-2"), "052110023457", Cancel));
    }

    [Fact]
    public async Task Money_given_back_leaves_the_list_and_the_first_moment_counts()
    {
        var money = Money("R-1");
        Assert.False(await Unmatched.ReturnAsync(money.Reference, Code, Now, Cancel));
        await Unmatched.AddAsync(money, Cancel);

        Assert.True(await Unmatched.ReturnAsync(money.Reference, Code, Now.AddSeconds(1), Cancel));
        Assert.True(await Unmatched.ReturnAsync(money.Reference, Code, Now.AddSeconds(2), Cancel));
        Assert.False(await Unmatched.ReturnAsync(money.Reference, Code + "0", Now, Cancel));
        Assert.Empty(await Unmatched.ListAsync(10, Cancel));
        Assert.Equal(
            money with { ReturnedAt = Now.AddSeconds(1) }, await Unmatched.FindAsync(money.Reference, Code, Cancel));

        await Unmatched.AddAsync(money, Cancel);
        Assert.Empty(await Unmatched.ListAsync(10, Cancel));
    }

    [Fact]
    public async Task The_list_shows_the_newest_first_and_no_more_than_asked()
    {
        foreach (var i in new[] { 2, 1, 3 })
        {
            await Unmatched.AddAsync(Money($"R-{i}") with { ReceivedAt = Now.AddSeconds(i) }, Cancel);
        }

        Assert.Equal(
            ["R-3", "R-2"], (await Unmatched.ListAsync(2, Cancel)).Select(money => money.Reference.Number));
    }

    private static UnmatchedPayment Money(string reference) => new()
    {
        Reference = Some.Reference(reference),
        Environment = GatewayEnvironment.Sandbox,
        Code = Code,
        Amount = Rupiah.Of(162_500),
        ReceivedAt = Now,
        Reason = RejectionReason.CodeExpired,
    };
}

public sealed class SqliteUnmatchedPaymentTests() : UnmatchedPaymentContract(DatabaseKind.Sqlite);

public sealed class PostgresUnmatchedPaymentTests() : UnmatchedPaymentContract(DatabaseKind.Postgres);
