using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="IFigures"/> promises.</summary>
public abstract class FiguresContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string Address = "http://127.0.0.1:9/a";

    private static readonly DateOnly Today = WesternIndonesianTime.DayOf(Now);

    [Fact]
    public async Task A_day_tells_what_was_charged_settled_and_taken_back_and_what_waits()
    {
        await ADayAsync();

        var home = await HomeAsync(7);

        Assert.Equal((Today, 7, 1L, true), (home.Today, home.DayCount, home.Pending, home.IsComplete));
        Assert.Equal(
            [
                new DayFigure(Today, StoreChain.Alfamart, PaymentStatus.Pending, 4, 100_000),
                new DayFigure(Today, StoreChain.Alfamart, PaymentStatus.Settled, 2, 50_000),
                new DayFigure(Today, StoreChain.Alfamart, PaymentStatus.Cancelled, 1, 30_000),
                new DayFigure(Today, StoreChain.Alfamart, PaymentStatus.Reversed, 1, 40_000),
                new DayFigure(Today, StoreChain.Indomaret, PaymentStatus.Pending, 1, 50_000),
                new DayFigure(Today, StoreChain.Indomaret, PaymentStatus.Settled, 1, 50_000),
            ],
            home.Days);
        Assert.Equal(
            [
                new DayConversion(Today, StoreChain.Alfamart, 4, 1),
                new DayConversion(Today, StoreChain.Indomaret, 1, 1),
            ],
            home.Conversions);
        Assert.Equal(0.4, HomeFigures.ConversionOf(home.Conversions));
        Assert.Null(HomeFigures.ConversionOf([]));
        Assert.Equal(new Volume(3, 100_000), home.On(Today, PaymentStatus.Settled));
        Assert.Equal(default, home.On(Today.AddDays(-1), PaymentStatus.Settled));
        Assert.Equal(new Volume(5, 150_000), home.InAllDays(PaymentStatus.Pending));
    }

    [Fact]
    public async Task Hours_that_were_counted_tell_the_same_as_the_history()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        await LongHistory.AddAsync(Books, Some.MerchantId, 0, 2000, Now.AddDays(-9), TimeSpan.FromMinutes(6));
        await ADayAsync();
        var fromHistory = await HomeAsync(90);

        Assert.InRange(await Figures.CloseHoursAsync(Now.AddDays(-3), Cancel), 24 * 5, 24 * 6);
        var half = await HomeAsync(90);
        Assert.InRange(await Figures.CloseHoursAsync(Now.AddHours(2), Cancel), 24 * 2, 24 * 4);
        var whole = await HomeAsync(90);

        Assert.InRange(fromHistory.Days.Count, 50, 200);
        Assert.Equivalent(fromHistory, half, strict: true);
        Assert.Equivalent(fromHistory, whole, strict: true);
        Assert.Equal(0, await Figures.CloseHoursAsync(Now.AddHours(2), Cancel));
    }

    [Fact]
    public async Task What_happens_after_an_hour_was_counted_is_added_to_it()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        var opened = await OpenedAsync(NewPayment() with { Amount = Rupiah.Of(44_000) });
        await Figures.CloseHoursAsync(Now.AddHours(1), Cancel);
        var late = new PaymentCommand.Pay(opened.Amount, Some.Reference(), Now.AddHours(20));
        Assert.Equal(1, (await HomeAsync(7)).Pending);

        await SavedAsync(opened, late);
        await Figures.CloseHoursAsync(Now.AddHours(30), Cancel);
        var home = await Figures.HomeAsync(Some.MerchantId, 7, Now.AddDays(1), Cancel);

        Assert.Equal(0, home.Pending);
        Assert.Equal(new Volume(1, 44_000), home.On(Today.AddDays(1), PaymentStatus.Settled));
        Assert.Equal(default, home.On(Today, PaymentStatus.Settled));
        Assert.Equal(new DayConversion(Today, StoreChain.Alfamart, 1, 1), Assert.Single(home.Conversions));
    }

    [Fact]
    public async Task A_day_begins_at_midnight_in_western_indonesia()
    {
        var midnight = WesternIndonesianTime.StartOf(Today);
        Assert.Equal(TimeSpan.FromHours(7), midnight.Offset);
        await OpenedAsync(NewPayment("last night", midnight.AddMilliseconds(-1)));
        await OpenedAsync(NewPayment("this morning", midnight));

        Assert.Equal(
            [Today.AddDays(-1), Today], (await HomeAsync(2)).Days.Select(one => one.Day));
        Assert.Equal([Today], (await HomeAsync(1)).Days.Select(one => one.Day));
        Assert.Equal([Today], (await HomeAsync(1)).Conversions.Select(one => one.ChargedOn));
    }

    [Fact]
    public async Task Notifications_that_were_given_up_are_counted_until_they_are_sent_again()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        var opened = await OpenedAsync(NewPayment(), Address, Address + "/2");
        await OpenedAsync(NewPayment("long ago", Now.AddDays(-3)), Address);
        await Books.ExecuteAsync("update notifications set state = 'GivenUp'");

        Assert.Equal(new PaymentCount(2, IsAtLeast: false), (await HomeAsync(7)).FailedNotifications);
        var stranger = MerchantId.Of(GatewayEnvironment.Production, Some.MerchantId.Number);
        Assert.Equal(default, (await Figures.HomeAsync(stranger, 7, Now, Cancel)).FailedNotifications);

        await Books.ExecuteAsync($"update notifications set state = 'Waiting' where address = '{Address}/2'");
        Assert.Equal(1, (await HomeAsync(7)).FailedNotifications.Payments);
        Assert.Equal(1, opened.Version);
    }

    [Fact]
    public async Task Another_merchants_figures_stay_theirs()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        await ADayAsync();
        var stranger = MerchantId.Of(GatewayEnvironment.Production, Some.MerchantId.Number);
        foreach (var _ in new[] { "from the history", "from counted hours" })
        {
            var home = await Figures.HomeAsync(stranger, 90, Now, Cancel);

            Assert.Empty(home.Days);
            Assert.Empty(home.Conversions);
            Assert.Equal(0, home.Pending);
            await Figures.CloseHoursAsync(Now.AddDays(1), Cancel);
        }
    }

    [Fact]
    public async Task Two_nodes_that_count_at_once_count_each_hour_once()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        await LongHistory.AddAsync(Books, Some.MerchantId, 0, 400, Now.AddDays(-2), TimeSpan.FromMinutes(5));
        var expected = await HomeAsync(7);
        await using var other = Books.SecondNode();
        var second = new Gerai.Storage.Figures(other.Database, other.Group);

        await Task.WhenAll(
            Task.Run(() => Figures.CloseHoursAsync(Now, Cancel)), Task.Run(() => second.CloseHoursAsync(Now, Cancel)));
        await Figures.CloseHoursAsync(Now, Cancel);

        Assert.Equivalent(expected, await HomeAsync(7), strict: true);
    }

    [Fact]
    public async Task A_page_of_figures_reads_only_what_came_after_the_hours_that_were_counted()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        await LongHistory.AddAsync(Books, Some.MerchantId, 0, 51_000, Now.AddDays(-36), TimeSpan.FromMinutes(1));
        Assert.False((await HomeAsync(90)).IsComplete);

        await Figures.CloseHoursAsync(Now, Cancel);

        Assert.True((await HomeAsync(90)).IsComplete);
        Assert.Equal(5100, (await HomeAsync(90)).Pending);
        Assert.InRange(await Books.CountAsync("hourly_figures"), 1, 36 * 24 * 2 * 5 * 2);
        var left = await Books.ReadAsync<long>(
            """
            select count(*) from payment_history h join figure_marks m on m.merchant_id = h.news_for
            where h.at_ms >= m.until_at_ms
            """);
        Assert.InRange(left[0], 0, 2 * 60);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(91)]
    public async Task So_many_days_are_not_told(int days) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => HomeAsync(days));

    private Task<HomeFigures> HomeAsync(int days) => Figures.HomeAsync(Some.MerchantId, days, Now, Cancel);

    private async Task ADayAsync()
    {
        await OpenedAsync(Priced("pending", 20_000));
        var paid = await OpenedAsync(Priced("paid", 10_000));
        await SavedAsync(paid, Pay(paid));
        var elsewhere = await OpenedAsync(Priced("elsewhere", 50_000) with { Chain = StoreChain.Indomaret });
        await SavedAsync(elsewhere, Pay(elsewhere));
        var cancelled = await OpenedAsync(Priced("cancelled", 30_000));
        await SavedAsync(cancelled, CancelIt(cancelled));
        var reversed = await OpenedAsync(Priced("reversed", 40_000));
        var booked = await SavedAsync(reversed, Pay(reversed, "R-9"));
        await SavedAsync(
            booked, new PaymentCommand.Reverse(booked.Reference!.Value, booked.SettledAt!.Value.AddMinutes(1)));
    }

    private Payment Priced(string order, long amount) => NewPayment(order) with { Amount = Rupiah.Of(amount) };
}

public sealed class SqliteFiguresTests() : FiguresContract(DatabaseKind.Sqlite);

public sealed class PostgresFiguresTests() : FiguresContract(DatabaseKind.Postgres);
