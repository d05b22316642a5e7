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

    private UnmatchedPaymentRepository Unmatched => new(Books.Database, Books.Group, Some.Seal);

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

        Assert.Equal(kept, Assert.Single(await Unmatched.ListAsync(null, 10, Cancel)));
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

        Assert.Equal(4, (await Unmatched.ListAsync(null, 10, Cancel)).Count);
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
        Assert.Empty(await Unmatched.ListAsync(null, 10, Cancel));
        Assert.Equal(
            money with { ReturnedAt = Now.AddSeconds(1) }, await Unmatched.FindAsync(money.Reference, Code, Cancel));

        await Unmatched.AddAsync(money, Cancel);
        Assert.Empty(await Unmatched.ListAsync(null, 10, Cancel));
    }

    [Fact]
    public async Task The_list_shows_the_newest_first_and_no_more_than_asked()
    {
        foreach (var i in new[] { 2, 1, 3 })
        {
            await Unmatched.AddAsync(Money($"R-{i}") with { ReceivedAt = Now.AddSeconds(i) }, Cancel);
        }

        Assert.Equal(
            ["R-3", "R-2"], (await Unmatched.ListAsync(null, 2, Cancel)).Select(money => money.Reference.Number));
    }

    [Fact]
    public async Task What_a_person_has_decided_is_written_down_once_and_leaves_the_list()
    {
        var money = Money("R-1");
        Assert.False(await Unmatched.DecideAsync(money, UnmatchedOutcome.Other, "?", By, Now, Cancel));
        await Unmatched.AddAsync(money, Cancel);
        await Unmatched.AddAsync(Money("R-2"), Cancel);

        Assert.True(await Unmatched.DecideAsync(
            money, UnmatchedOutcome.HandedBack, "at the till ☕", By, Now.AddHours(1), Cancel));
        Assert.False(await Unmatched.DecideAsync(money, UnmatchedOutcome.Other, "again", By, Now, Cancel));

        var decision = new UnmatchedDecision(UnmatchedOutcome.HandedBack, "at the till ☕", By.Name, Now.AddHours(1));
        var kept = money with { Decision = decision };
        Assert.Equal(kept, await Unmatched.FindAsync(money.Reference, Code, Cancel));
        Assert.Equal("R-2", Assert.Single(await Unmatched.ListAsync(null, 10, Cancel)).Reference.Number);

        // The network tells of it once more: it is still decided.
        await Unmatched.AddAsync(money, Cancel);
        Assert.Equal(kept, await Unmatched.FindAsync(money.Reference, Code, Cancel));
        Assert.Equal(
            [("UnmatchedMoneyDecided", "HandedBack: at the till ☕")],
            await Books.ReadAsync<(string, string)>("select kind, after from activity where chain = ''"));

        // It is noted, and nothing more: no payment comes of it.
        Assert.Equal((0, 0, 0), await RowsAsync());
    }

    [Fact]
    public async Task What_the_network_took_back_is_not_to_be_decided()
    {
        var money = Money("R-1");
        await Unmatched.AddAsync(money, Cancel);
        Assert.True(await Unmatched.ReturnAsync(money.Reference, Code, Now, Cancel));

        Assert.False(await Unmatched.DecideAsync(money, UnmatchedOutcome.Other, "late", By, Now, Cancel));
        Assert.Equal(0, await Books.CountAsync("activity"));
    }

    [Fact]
    public async Task Of_many_who_decide_at_once_exactly_one_has_done_it()
    {
        await using var other = Books.SecondNode();
        UnmatchedPaymentRepository[] nodes = [Unmatched, new(other.Database, other.Group, Some.Seal)];
        var money = Money("R-1");
        await Unmatched.AddAsync(money, Cancel);

        var won = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(
            () => nodes[i % 2].DecideAsync(money, UnmatchedOutcome.Other, $"note {i}", By, Now, Cancel), Cancel)));

        Assert.Equal(1, won.Count(isMine => isMine));
        var kept = await Unmatched.FindAsync(money.Reference, Code, Cancel);
        Assert.Equal($"note {Array.IndexOf(won, true)}", kept!.Decision!.Note);
        Assert.Equal(1, await Books.CountAsync("activity"));
    }

    [Fact]
    public async Task The_list_is_turned_page_by_page_and_none_is_missed_or_seen_twice()
    {
        foreach (var i in Enumerable.Range(0, 11))
        {
            await Unmatched.AddAsync(Money($"R-{i:00}") with { ReceivedAt = Now.AddSeconds(i / 4) }, Cancel);
        }

        var seen = new List<string>();
        UnmatchedPayment? behind = null;
        do
        {
            var page = await Unmatched.ListAsync(behind, 3, Cancel);
            seen.AddRange(page.Select(money => money.Reference.Number));
            behind = page is [.., var last] ? last : null;
        }
        while (behind is not null);

        Assert.Equal(Enumerable.Range(0, 11).Reverse().Select(i => $"R-{i:00}"), seen);
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
