using Gerai.Payments;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>In which order <see cref="IPaymentSearch"/> lists payments, page after page, and how far it looks.
/// </summary>
public abstract class PaymentPagingContract(DatabaseKind kind) : StorageContract(kind)
{
    [Theory]
    [InlineData(nameof(PaymentSortKey.Opened))]
    [InlineData(nameof(PaymentSortKey.Settled))]
    [InlineData(nameof(PaymentSortKey.Amount))]
    [InlineData(nameof(PaymentSortKey.OrderId))]
    [InlineData(nameof(PaymentSortKey.Status))]
    public async Task Pages_have_no_gap_and_no_double_while_payments_come_in(string key)
    {
        await LongHistory.AddAsync(Books, Some.MerchantId, 0, 230, Now, TimeSpan.FromSeconds(40));
        var all = await Search.StreamAsync(Some.MerchantId, PaymentFilter.Everything, Cancel).ToListAsync(Cancel);
        Assert.Equal(231, all.Count);
        foreach (var isDescending in new[] { true, false })
        {
            var sort = new PaymentSort(Enum.Parse<PaymentSortKey>(key), isDescending);
            var (walked, coming) = await WalkAsync(PaymentFilter.Everything, sort);

            Assert.Equal(Sorted(all, sort), walked.Where(id => !coming.Contains(id)));
            Assert.Equal(walked.Distinct(), walked);
            all = await Search.StreamAsync(Some.MerchantId, PaymentFilter.Everything, Cancel).ToListAsync(Cancel);
        }
    }

    [Fact]
    public async Task What_a_filter_leaves_is_sorted_and_paged_too()
    {
        await LongHistory.AddAsync(Books, Some.MerchantId, 0, 230, Now, TimeSpan.FromSeconds(40));
        var filter = new PaymentFilter { SettledFrom = Now.AddMinutes(30), AmountMin = Rupiah.Of(30_000) };
        foreach (var sort in Enum.GetValues<PaymentSortKey>().Select(key => new PaymentSort(key, IsDescending: true)))
        {
            var all = await Search.StreamAsync(Some.MerchantId, PaymentFilter.Everything, Cancel).ToListAsync(Cancel);
            var left = all.FindAll(one => one.SettledAt >= filter.SettledFrom && one.Amount.Amount >= 30_000);
            Assert.InRange(left.Count, 41, 250);
            var (walked, coming) = await WalkAsync(filter, sort);

            Assert.Equal(Sorted(left, sort), walked.Where(id => !coming.Contains(id)));
        }
    }

    [Fact]
    public async Task An_order_id_charged_again_and_again_is_paged_through()
    {
        for (var i = 0; i < 5; i++)
        {
            var payment = await OpenedAsync(NewPayment("again", Now.AddMinutes(i)));
            await SavedAsync(payment, CancelIt(payment));
        }

        var wish = new PageWish { Size = 2, Sort = new PaymentSort(PaymentSortKey.Opened, IsDescending: false) };
        var filter = new PaymentFilter { Order = OrderId.Of("again") };
        var moments = new List<DateTimeOffset>();
        for (var page = await PageAsync(filter, wish);
            page.Payments.Count > 0;
            page = page.Next is null
                ? new PaymentPage { Payments = [] }
                : await PageAsync(filter, wish with { After = page.Next }))
        {
            moments.AddRange(page.Payments.Select(one => one.OpenedAt));
        }

        Assert.Equal(Enumerable.Range(0, 5).Select(i => Now.AddMinutes(i)), moments);
        Assert.Empty((await PageAsync(
            filter, new PageWish { Sort = new PaymentSort(PaymentSortKey.Settled, IsDescending: true) })).Payments);
    }

    [Fact]
    public async Task A_page_has_twenty_payments_unless_another_number_is_wished()
    {
        await LongHistory.AddAsync(Books, Some.MerchantId, 0, 230, Now, TimeSpan.FromSeconds(40));

        Assert.Equal(20, (await PageAsync(PaymentFilter.Everything, new PageWish())).Payments.Count);
        Assert.Equal(200, (await PageAsync(PaymentFilter.Everything, new PageWish { Size = 200 })).Payments.Count);
        foreach (var size in new[] { -1, 0, 201, int.MaxValue })
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
                () => PageAsync(PaymentFilter.Everything, new PageWish { Size = size }));
        }
    }

    [Fact]
    public async Task A_long_history_is_looked_through_in_bounded_parts()
    {
        // 70,000 payments have 140,000 lines: more than one question reads.
        await LongHistory.AddAsync(Books, Some.MerchantId, 0, 69_999, Now, TimeSpan.FromSeconds(60));
        var first = (await Search.PageAsync(
            Some.MerchantId,
            PaymentFilter.Everything,
            new PageWish { Size = 1, Sort = new PaymentSort(PaymentSortKey.Opened, IsDescending: false) },
            Cancel)).Payments[0];
        var rare = new PaymentFilter { OpenedBefore = first.OpenedAt.AddMinutes(1), AmountMin = Rupiah.Of(1) };
        var byText = new PaymentFilter { Reference = "R-0" };

        Assert.Equal(
            new PaymentCount(IPaymentSearch.CountMax, IsAtLeast: true),
            await Search.CountAsync(Some.MerchantId, PaymentFilter.Everything, Cancel));
        Assert.Equal(new PaymentCount(1, IsAtLeast: false), await Search.CountAsync(Some.MerchantId, rare, Cancel));
        Assert.Equal(new PaymentCount(0, IsAtLeast: true), await Search.CountAsync(Some.MerchantId, byText, Cancel));

        var empty = await PageAsync(byText, new PageWish());
        Assert.Empty(empty.Payments);
        Assert.InRange(empty.LookedUntil!.Value, Now.AddMinutes(1), Now.AddMinutes(69_999));
        var last = await PageAsync(byText, new PageWish { After = empty.Next });
        Assert.Equal(first.Id, Assert.Single(last.Payments).Id);
        Assert.Null(last.Next);
        Assert.Null(last.LookedUntil);

        var sorted = await PageAsync(
            PaymentFilter.Everything,
            new PageWish { Sort = new PaymentSort(PaymentSortKey.Amount, IsDescending: true) });
        Assert.Equal(20, sorted.Payments.Count);
        Assert.Equal(empty.LookedUntil, sorted.LookedUntil);
        Assert.All(sorted.Payments, one => Assert.True(one.OpenedAt >= sorted.LookedUntil));
    }

    [Fact]
    public async Task Many_payments_are_streamed_without_being_held()
    {
        await LongHistory.AddAsync(Books, Some.MerchantId, 0, 59_999, Now, TimeSpan.FromSeconds(60));
        var count = 0;
        var latest = DateTimeOffset.MaxValue;
        var before = 0L;
        var most = 0L;
        await foreach (var payment in Search.StreamAsync(Some.MerchantId, PaymentFilter.Everything, Cancel))
        {
            Assert.True(payment.OpenedAt <= latest);
            latest = payment.OpenedAt;
            if (++count % 10_000 == 0)
            {
                var held = GC.GetTotalMemory(forceFullCollection: true);
                before = before == 0 ? held : before;
                most = Math.Max(most, held);
            }
        }

        // Other tests run beside this one; sixty thousand payments held would be some 100 MB.
        Assert.Equal(60_000, count);
        Assert.InRange(most - before, long.MinValue, 60_000_000);
    }

    [Fact]
    public async Task A_stream_ends_when_its_reader_goes_away()
    {
        await LongHistory.AddAsync(Books, Some.MerchantId, 0, 5000, Now, TimeSpan.FromSeconds(60));
        using var reader = new CancellationTokenSource();
        var count = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var payment in Search.StreamAsync(Some.MerchantId, PaymentFilter.Everything, reader.Token))
            {
                if (++count == 10)
                {
                    await reader.CancelAsync();
                }
            }
        });
        Assert.InRange(count, 10, 1000);
    }

    private static IEnumerable<TransactionId> Sorted(IEnumerable<Payment> payments, PaymentSort sort)
    {
        var listed = payments.Where(one => sort.Key is not PaymentSortKey.Settled || one.SettledAt is not null);
        Func<Payment, string> value = sort.Key switch
        {
            PaymentSortKey.Opened => one => $"{one.OpenedAt.ToUnixTimeMilliseconds():D20}",
            PaymentSortKey.Settled => one => $"{one.SettledAt!.Value.ToUnixTimeMilliseconds():D20}",
            PaymentSortKey.Amount => one => $"{one.Amount.Amount:D20}",
            PaymentSortKey.OrderId => one => one.Order.Text,
            PaymentSortKey.Status => one => $"{(int)one.Status}",
        };
        var ascending = listed
            .OrderBy(value, StringComparer.Ordinal)
            .ThenBy(one => one.Id.ToString(), StringComparer.Ordinal)
            .Select(one => one.Id);
        return sort.IsDescending ? ascending.Reverse() : ascending;
    }

    // After each page a few more payments come in, at the end of the history.
    private async Task<(List<TransactionId> Walked, HashSet<TransactionId> Coming)> WalkAsync(
        PaymentFilter filter, PaymentSort sort)
    {
        var walked = new List<TransactionId>();
        var coming = new HashSet<TransactionId>();
        var wish = new PageWish { Sort = sort };
        for (var pages = 0; pages < 50; pages++)
        {
            var page = await PageAsync(filter, wish);
            walked.AddRange(page.Payments.Select(one => one.Id));
            Assert.Null(page.LookedUntil);
            if (page.Next is null)
            {
                return (walked, coming);
            }

            var paid = await OpenedAsync(NewPayment($"{sort.Key}-{sort.IsDescending}-{pages}", Now.AddDays(1)));
            coming.Add((await SavedAsync(paid, Pay(paid))).Id);
            wish = wish with { After = page.Next };
        }

        throw new InvalidOperationException("The pages do not end.");
    }

    private Task<PaymentPage> PageAsync(PaymentFilter filter, PageWish wish) =>
        Search.PageAsync(Some.MerchantId, filter, wish, Cancel);
}

public sealed class SqlitePaymentPagingTests() : PaymentPagingContract(DatabaseKind.Sqlite);

public sealed class PostgresPaymentPagingTests() : PaymentPagingContract(DatabaseKind.Postgres);
