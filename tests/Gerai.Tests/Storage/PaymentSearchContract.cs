using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>Which payments <see cref="IPaymentSearch"/> finds.</summary>
public abstract class PaymentSearchContract(DatabaseKind kind) : StorageContract(kind)
{
    private static readonly string[] Mails = ["budi@example.com", "Sri+kopi@example.com", "100%_\"'!@example.com"];
    private static readonly string?[] Fields =
        [null, "", "till 1", "100%", "a_b", "it's \"quoted\" \\ 'x'", "咖啡 ☕"];

    [Fact]
    public async Task Any_filter_finds_what_a_look_at_each_payment_finds()
    {
        var all = await ManyAsync();
        var random = new Random(11);
        var found = 0;
        for (var round = 0; round < 150; round++)
        {
            var filter = RandomFilter(random, all);
            var expected = all.Where(payment => Meets(payment, filter)).Select(one => one.Id).ToHashSet();

            Assert.Equal(expected.Order(ById), (await StreamedAsync(filter)).Select(one => one.Id).Order(ById));
            Assert.Equal(expected.Order(ById), (await PageAsync(filter)).Payments.Select(one => one.Id).Order(ById));
            Assert.Equal(
                new PaymentCount(expected.Count, IsAtLeast: false),
                await Search.CountAsync(Some.MerchantId, filter, Cancel));
            found += expected.Count;
        }

        Assert.InRange(found, 300, 150 * all.Count);
    }

    [Fact]
    public async Task Each_condition_alone_leaves_some_out()
    {
        var all = await ManyAsync();
        var one = APaidOne(all);
        foreach (var filter in Alone(one))
        {
            var found = await StreamedAsync(filter);

            Assert.Equal(all.Where(payment => Meets(payment, filter)).Select(same => same.Id).Order(ById),
                found.Select(same => same.Id).Order(ById));
            Assert.Contains(one.Id, found.Select(same => same.Id));
            Assert.InRange(found.Count, 1, all.Count - 1);
        }
    }

    [Fact]
    public async Task What_is_found_is_the_payment_to_its_last_detail()
    {
        var all = await ManyAsync();

        Assert.Equivalent(
            all.OrderByDescending(one => one.OpenedAt), await StreamedAsync(PaymentFilter.Everything), strict: true);
    }

    [Fact]
    public async Task Wildcards_and_quotes_in_a_filter_mean_themselves()
    {
        await ManyAsync();
        foreach (var hostile in new[]
        {
            "%", "_", "%@example.com", "budi@example.co_", "'; drop table payments; --", "\"", "\\", "!", "!%", "\0",
            "\ud800", "budi@example.com\",\"phone\":\"", new string('%', 5000),
        })
        {
            Assert.Empty(await StreamedAsync(new PaymentFilter { CustomerEmail = hostile }));
            Assert.Empty(await StreamedAsync(new PaymentFilter { CustomField2 = hostile }));
            Assert.Empty(await StreamedAsync(new PaymentFilter { Reference = hostile }));
            Assert.Empty((await PageAsync(new PaymentFilter { CustomField1 = hostile + "x" })).Payments);
            Assert.Equal(
                default, await Search.CountAsync(Some.MerchantId, new() { CustomField3 = hostile + "x" }, Cancel));
        }

        Assert.NotEmpty(await StreamedAsync(new PaymentFilter { CustomField1 = "100%" }));
        Assert.NotEmpty(await StreamedAsync(new PaymentFilter { CustomerEmail = Mails[2].ToUpperInvariant() }));
    }

    [Fact]
    public async Task Another_merchants_payments_are_as_good_as_none()
    {
        var one = APaidOne(await ManyAsync());
        var stranger = MerchantId.Of(GatewayEnvironment.Production, Some.MerchantId.Number);
        foreach (var filter in Alone(one).Append(PaymentFilter.Everything))
        {
            Assert.Empty((await Search.PageAsync(stranger, filter, new PageWish(), Cancel)).Payments);
            Assert.Equal(default, await Search.CountAsync(stranger, filter, Cancel));
            Assert.Empty(await Search.StreamAsync(stranger, filter, Cancel).ToListAsync(Cancel));
        }
    }

    [Fact]
    public async Task A_payment_is_found_by_the_code_that_its_customer_shows()
    {
        var code = (await Codes().NextAsync(
            StoreChain.Indomaret, Some.MerchantId, Slot.Of(Some.MerchantId, OrderId.Of("coded")), Cancel))!.Value;
        await OpenedAsync(NewPayment());
        await OpenedAsync(
            NewPayment("coded") with { Chain = StoreChain.Indomaret, Code = code.Code, CodeNumber = code.Number });

        Assert.Equal("coded", Assert.Single(await StreamedAsync(new() { Code = code.Code })).Order.Text);
        Assert.Empty(await StreamedAsync(new() { Code = PaymentCode.Of("000000000000") }));
        Assert.Empty(await StreamedAsync(new() { Code = PaymentCode.Of("123456789012345678901234") }));
        Assert.Empty(await StreamedAsync(new() { Code = code.Code, Chain = StoreChain.Alfamart }));
        Assert.Empty(await StreamedAsync(new() { Code = code.Code, Order = OrderId.Of("order-101") }));
    }

    private static Comparer<TransactionId> ById { get; } =
        Comparer<TransactionId>.Create((one, other) => one.Value.CompareTo(other.Value));

    private static Payment APaidOne(IEnumerable<Payment> all) =>
        all.First(payment => payment.Status is PaymentStatus.Settled && payment.Details.Customer is not null);

    private static IEnumerable<PaymentFilter> Alone(Payment one) =>
    [
        new() { Order = one.Order },
        new() { Transaction = one.Id },
        new() { Chain = one.Chain },
        new() { Status = one.Status },
        new() { AmountMin = one.Amount },
        new() { AmountMax = one.Amount },
        new() { OpenedFrom = one.OpenedAt },
        new() { OpenedBefore = one.OpenedAt.AddMilliseconds(1) },
        new() { SettledFrom = one.SettledAt },
        new() { SettledBefore = one.SettledAt!.Value.AddMilliseconds(1) },
        new() { Reference = one.Reference!.Value.Number },
        new() { CustomerEmail = one.Details.Customer!.Email },
        new() { CustomField1 = one.Details.CustomField1 ?? "till 1", Transaction = one.Id },
    ];

    private static bool Meets(Payment payment, PaymentFilter filter) =>
        (filter.Order is null || payment.Order == filter.Order)
        && (filter.Transaction is null || payment.Id == filter.Transaction)
        && (filter.Chain is null || payment.Chain == filter.Chain)
        && (filter.Status is null || payment.Status == filter.Status)
        && (filter.AmountMin is null || payment.Amount.Amount >= filter.AmountMin.Value.Amount)
        && (filter.AmountMax is null || payment.Amount.Amount <= filter.AmountMax.Value.Amount)
        && (filter.OpenedFrom is null || payment.OpenedAt >= filter.OpenedFrom)
        && (filter.OpenedBefore is null || payment.OpenedAt < filter.OpenedBefore)
        && (filter.SettledFrom is null || payment.SettledAt >= filter.SettledFrom)
        && (filter.SettledBefore is null || payment.SettledAt < filter.SettledBefore)
        && (filter.Reference is null || payment.Reference?.Number == filter.Reference)
        && (filter.CustomerEmail is null || Same(payment.Details.Customer?.Email, filter.CustomerEmail))
        && (filter.CustomField1 is null || Same(payment.Details.CustomField1, filter.CustomField1))
        && (filter.CustomField2 is null || Same(payment.Details.CustomField2, filter.CustomField2))
        && (filter.CustomField3 is null || Same(payment.Details.CustomField3, filter.CustomField3));

    private static bool Same(string? one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static PaymentFilter RandomFilter(Random random, IReadOnlyList<Payment> all)
    {
        var one = all[random.Next(all.Count)];
        bool Chosen(int of) => random.Next(of) == 0;
        return new PaymentFilter
        {
            Order = Chosen(12) ? one.Order : null,
            Transaction = Chosen(20) ? one.Id : null,
            Chain = Chosen(4) ? one.Chain : null,
            Status = Chosen(4) ? one.Status : null,
            AmountMin = Chosen(5) ? one.Amount : null,
            AmountMax = Chosen(5) ? one.Amount : null,
            OpenedFrom = Chosen(5) ? one.OpenedAt : null,
            OpenedBefore = Chosen(5) ? one.OpenedAt : null,
            SettledFrom = Chosen(6) ? one.OpenedAt : null,
            SettledBefore = Chosen(6) ? one.OpenedAt.AddMinutes(30) : null,
            Reference = Chosen(12) ? one.Reference?.Number : null,
            CustomerEmail = Chosen(6) ? one.Details.Customer?.Email?.ToUpperInvariant() : null,
            CustomField1 = Chosen(8) ? one.Details.CustomField1 : null,
            CustomField2 = Chosen(8) ? one.Details.CustomField2 : null,
            CustomField3 = Chosen(8) ? one.Details.CustomField3 : null,
        };
    }

    // Eighty payments with a little of everything, several an order id and a moment.
    private async Task<IReadOnlyList<Payment>> ManyAsync()
    {
        var random = new Random(7);
        var all = new List<Payment>();
        for (var i = 0; i < 80; i++)
        {
            var payment = await OpenedAsync(NewPayment($"order-{i % 60}", Now.AddMinutes(i / 3 * 5)) with
            {
                Chain = random.Next(3) == 0 ? StoreChain.Indomaret : StoreChain.Alfamart,
                Amount = Rupiah.Of(10_000 + (1000 * random.Next(20))),
                Details = new PaymentDetails
                {
                    Customer = random.Next(4) == 0 ? null : new Customer { Email = Mails[random.Next(Mails.Length)] },
                    CustomField1 = Fields[random.Next(Fields.Length)],
                    CustomField2 = Fields[random.Next(Fields.Length)],
                    CustomField3 = Fields[random.Next(Fields.Length)],
                },
            });

            // The first of two with one order id must let go of it.
            all.Add((i < 20 ? 2 + random.Next(2) : random.Next(5)) switch
            {
                2 => await SavedAsync(payment, CancelIt(payment)),
                3 => await SavedAsync(payment, new PaymentCommand.Lapse(payment.PayableUntil)),
                4 => await ReversedAsync(payment, $"R-{i % 50}"),
                1 => await SavedAsync(payment, Pay(payment, $"R-{i % 50}")),
                _ => payment,
            });
        }

        return all;
    }

    private async Task<Payment> ReversedAsync(Payment payment, string reference)
    {
        var settled = await SavedAsync(payment, Pay(payment, reference));
        return await SavedAsync(
            settled, new PaymentCommand.Reverse(settled.Reference!.Value, settled.SettledAt!.Value.AddMinutes(1)));
    }

    private Task<PaymentPage> PageAsync(PaymentFilter filter) =>
        Search.PageAsync(Some.MerchantId, filter, new PageWish { Size = 100 }, Cancel);

    private async Task<IReadOnlyList<Payment>> StreamedAsync(PaymentFilter filter) =>
        await Search.StreamAsync(Some.MerchantId, filter, Cancel).ToListAsync(Cancel);
}

public sealed class SqlitePaymentSearchTests() : PaymentSearchContract(DatabaseKind.Sqlite);

public sealed class PostgresPaymentSearchTests() : PaymentSearchContract(DatabaseKind.Postgres);
