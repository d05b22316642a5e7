using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="IPaymentRepository"/> promises.</summary>
public abstract class PaymentRepositoryContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string Address = "http://127.0.0.1:9/notifications";

    // Everything that is text somewhere on the way, and would be spoilt by a wrong encoding or a quote not escaped.
    private const string Awkward = "Bu Sri's \"kopi\" \\ ñ 咖啡 ☕ 👩🏽‍🌾 '); drop table payments; -- @id $1 {0}\t\r\n";

    private static readonly PaymentDetails EveryDetail = new()
    {
        Message = Awkward,
        ReceiptRows = [Awkward, "", "row 3"],
        Customer = new Customer
        {
            FirstName = Awkward,
            LastName = "\u0000",
            Email = "budi@example.com",
            Phone = "+62 812 0000",
            BillingAddress = """{"city":"Jakarta","note":"a\u0000b"}""",
            ShippingAddress = """{"city":"日本"}""",
        },
        Items =
        [
            new Item
            {
                Id = "a'1",
                Name = Awkward,
                Price = 50_000,
                Quantity = 2,
                Brand = "b",
                Category = "c",
                MerchantName = "m",
                Url = "https://example.com/?a=1&b=2",
            },
            new Item { Name = "Discount", Price = -56_000, Quantity = 1 },
        ],
        CustomField1 = Awkward,
        CustomField2 = "",
        CustomField3 = "a\u0000b",
        Metadata = """{"deep":[1,2.50,null,true,{"'":"\u0000 \ud83d\ude00 \\u0000"}],"lone":"\ud800"}""",
        NotifyInstead = ["https://example.com/a?b='c'"],
        NotifyAlso = ["https://example.com/d", "https://example.com/e"],
    };

    [Fact]
    public async Task What_is_read_back_is_what_was_written_to_the_last_detail()
    {
        var opened = await OpenedAsync(NewPayment("a b:c#'d\"") with { Details = EveryDetail });

        Assert.Equivalent(opened, await Payments.FindAsync(opened.Id, Cancel), strict: true);
        Assert.Equivalent(opened, await Payments.FindByOrderAsync(opened.Merchant, opened.Order, Cancel), strict: true);
        Assert.Equivalent(opened, await Payments.FindByCodeAsync(opened.CodeNumber, Cancel), strict: true);
        Assert.Equivalent(
            new PaymentVersion(opened, opened.OpenedAt),
            await Payments.FindVersionAsync(opened.Id, 1, Cancel),
            strict: true);
        Assert.Equal(EveryDetail.Metadata, (await Payments.FindAsync(opened.Id, Cancel))!.Details.Metadata);
    }

    [Fact]
    public async Task A_payment_without_any_detail_is_read_back_too()
    {
        var opened = await OpenedAsync(NewPayment() with { Details = new PaymentDetails() });

        Assert.Equivalent(opened, await Payments.FindAsync(opened.Id, Cancel), strict: true);
    }

    [Fact]
    public async Task The_largest_values_fit()
    {
        var slot = Slot.Of(Some.MerchantId, OrderId.Of(new string('~', OrderId.LengthMax)));
        var opened = await OpenedAsync(NewPayment(new string('~', OrderId.LengthMax)) with
        {
            Amount = Rupiah.Of(long.MaxValue),
            Code = PaymentCode.Of(new string('9', PaymentCode.LengthMax)),
            CodeNumber = CodeNumber.Of(int.MaxValue, (long.MaxValue / Slot.Count) - 1, slot),
            Details = new PaymentDetails { Metadata = $"\"{new string('x', 100_000)}\"" },
        });
        var paid = await SavedAsync(opened, Pay(opened, new string('~', StoreReference.LengthMax)));

        Assert.Equivalent(paid, await Payments.FindAsync(opened.Id, Cancel), strict: true);
    }

    [Fact]
    public async Task Opening_writes_the_payment_its_first_line_of_history_and_a_notification_for_each_address()
    {
        var opened = await OpenedAsync(NewPayment(), Address, Address + "/2");

        Assert.Equal((1, 1, 2), await RowsAsync());
        Assert.Equal(
            [new HistoryLine(1, "Charge", opened.OpenedAt, PaymentStatus.Pending)],
            await Payments.HistoryAsync(opened.Id, Cancel));
        Assert.Equal(
            [Address, Address + "/2"],
            await Books.ReadAsync<string>(
                "select address from notifications where state = 'Waiting' order by address"));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var stranger = NewPayment();

        Assert.Null(await Payments.FindAsync(stranger.Id, Cancel));
        Assert.Null(await Payments.FindByOrderAsync(stranger.Merchant, stranger.Order, Cancel));
        Assert.Null(await Payments.FindByCodeAsync(stranger.CodeNumber, Cancel));
        Assert.Null(await Payments.FindVersionAsync(stranger.Id, 1, Cancel));
        Assert.Empty(await Payments.HistoryAsync(stranger.Id, Cancel));
        var change = Change(stranger, CancelIt(stranger), [Address]);
        Assert.Equal(WriteResult.Conflict, await Payments.SaveAsync(change, Cancel));
        Assert.Equal((0, 0, 0), await RowsAsync());
    }

    [Fact]
    public async Task A_write_that_fails_half_way_leaves_nothing()
    {
        // One address twice breaks the last of the statements, when payment, history and one notification are written.
        var opened = NewPayment();
        await Assert.ThrowsAnyAsync<Exception>(
            () => Payments.OpenAsync(Opening(opened, [Address, Address]), Cancel));
        Assert.Equal((0, 0, 0), await RowsAsync());

        await OpenedAsync(opened, Address);
        await Assert.ThrowsAnyAsync<Exception>(
            () => Payments.SaveAsync(Change(opened, Pay(opened), [Address, Address]), Cancel));
        Assert.Equal((1, 1, 1), await RowsAsync());
        Assert.Equivalent(opened, await Payments.FindAsync(opened.Id, Cancel), strict: true);
    }

    // Protocol 5.9.
    [Fact]
    public async Task An_order_id_in_use_by_a_pending_or_paid_payment_is_a_conflict_and_nothing_is_written()
    {
        var first = await OpenedAsync(NewPayment(), Address);
        Assert.Equal(WriteResult.Conflict, await Payments.OpenAsync(Opening(NewPayment(), [Address]), Cancel));
        Assert.Equal((1, 1, 1), await RowsAsync());

        var paid = await SavedAsync(first, Pay(first));
        Assert.Equal(WriteResult.Conflict, await Payments.OpenAsync(Opening(NewPayment(), [Address]), Cancel));
        Assert.Equal((1, 2, 1), await RowsAsync());
        Assert.Equivalent(
            paid, await Payments.FindByOrderAsync(first.Merchant, first.Order, Cancel), strict: true);
    }

    // Protocol 5.9.
    [Fact]
    public async Task An_order_id_is_free_again_after_cancellation_expiry_and_reversal_and_the_newest_is_found_by_it()
    {
        var cancelled = await OpenedAsync(NewPayment());
        cancelled = await SavedAsync(cancelled, CancelIt(cancelled));
        Assert.Equivalent(cancelled, await ByOrderAsync(cancelled), strict: true);

        var expired = await OpenedAsync(NewPayment());
        expired = await SavedAsync(expired, new PaymentCommand.Lapse(expired.PayableUntil));
        Assert.Equivalent(expired, await ByOrderAsync(expired), strict: true);

        var reversed = await OpenedAsync(NewPayment());
        Assert.Equivalent(reversed, await ByOrderAsync(reversed), strict: true);
        reversed = await SavedAsync(reversed, Pay(reversed));
        reversed = await SavedAsync(
            reversed, new PaymentCommand.Reverse(reversed.Reference!.Value, Now.AddMinutes(9)));
        Assert.Equivalent(reversed, await ByOrderAsync(reversed), strict: true);

        var pending = await OpenedAsync(NewPayment());
        Assert.Equivalent(pending, await ByOrderAsync(pending), strict: true);
        Assert.Equivalent(cancelled, await Payments.FindAsync(cancelled.Id, Cancel), strict: true);
    }

    [Fact]
    public async Task The_same_order_id_of_another_merchant_or_environment_is_another_order()
    {
        var ours = await OpenedAsync(NewPayment());
        var production = MerchantId.Of(GatewayEnvironment.Production, Some.MerchantId.Number);
        Assert.Null(await Payments.FindByOrderAsync(production, ours.Order, Cancel));

        var slot = Slot.Of(production, ours.Order);
        var theirs = NewPayment() with
        {
            Id = TransactionId.Of(1, slot, new SeededRandom(9)),
            Merchant = production,
            CodeNumber = CodeNumber.Of(1, 9, slot),
        };
        await OpenedAsync(theirs);
        Assert.Equivalent(theirs, await ByOrderAsync(theirs), strict: true);
        Assert.Equivalent(ours, await ByOrderAsync(ours), strict: true);
    }

    [Fact]
    public async Task A_code_that_another_payment_has_is_a_conflict_and_nothing_is_written()
    {
        var first = await OpenedAsync(NewPayment());
        await SavedAsync(first, CancelIt(first));
        var second = NewPayment() with { CodeNumber = first.CodeNumber };

        Assert.Equal(WriteResult.Conflict, await Payments.OpenAsync(Opening(second, [Address]), Cancel));
        Assert.Equal((1, 2, 0), await RowsAsync());
    }

    [Fact]
    public async Task A_change_from_a_version_that_is_gone_writes_nothing()
    {
        var opened = await OpenedAsync(NewPayment());
        var cancelled = await SavedAsync(opened, CancelIt(opened));

        Assert.Equal(
            WriteResult.Conflict, await Payments.SaveAsync(Change(opened, Pay(opened), [Address]), Cancel));
        Assert.Equivalent(cancelled, await Payments.FindAsync(opened.Id, Cancel), strict: true);
        Assert.Equal((1, 2, 0), await RowsAsync());
    }

    [Fact]
    public async Task An_earlier_version_is_told_as_it_was()
    {
        var opened = await OpenedAsync(NewPayment() with { Details = EveryDetail });
        var asked = await SavedAsync(
            opened, new PaymentCommand.Inquire(opened.ExpiresAt.AddSeconds(-1), Some.Grace));
        var voided = await SavedAsync(asked, new PaymentCommand.Reverse(Some.Reference("R-0"), Now.AddMinutes(6)));
        var paid = await SavedAsync(voided, Pay(voided));
        var reversed = await SavedAsync(
            paid, new PaymentCommand.Reverse(paid.Reference!.Value, Now.AddMinutes(9)));

        PaymentVersion[] versions =
        [
            new(opened, Now),
            new(asked, opened.ExpiresAt.AddSeconds(-1)),
            new(voided, Now.AddMinutes(6)),
            new(paid, Pay(voided).At),
            new(reversed, Now.AddMinutes(9)),
        ];
        foreach (var version in versions)
        {
            Assert.Equivalent(
                version, await Payments.FindVersionAsync(opened.Id, version.Payment.Version, Cancel), strict: true);
        }

        Assert.Null(await Payments.FindVersionAsync(opened.Id, 0, Cancel));
        Assert.Null(await Payments.FindVersionAsync(opened.Id, 6, Cancel));
        Assert.Equal(
            ["1 Charge Pending", "2 Inquire Pending", "3 Reverse Pending", "4 Pay Settled", "5 Reverse Reversed"],
            (await Payments.HistoryAsync(opened.Id, Cancel))
                .Select(line => $"{line.Version} {line.Command} {line.Status}"));
    }

    [Fact]
    public async Task Overdue_are_pending_payments_from_their_last_moment_on_the_longest_overdue_first()
    {
        var third = await OpenedAsync(NewPayment("third", Now.AddSeconds(3)));
        var first = await OpenedAsync(NewPayment("first", Now.AddSeconds(1)));
        var second = await OpenedAsync(NewPayment("second", Now.AddSeconds(2)));
        var paid = await OpenedAsync(NewPayment("paid"));
        await SavedAsync(paid, Pay(paid));

        Assert.Empty(await Payments.OverdueAsync(first.PayableUntil.AddMilliseconds(-1), 10, Cancel));
        Assert.Equal([first.Id], await Payments.OverdueAsync(first.PayableUntil, 10, Cancel));
        Assert.Equal([first.Id, second.Id], await Payments.OverdueAsync(Now.AddDays(9), 2, Cancel));
        Assert.Equal([first.Id, second.Id, third.Id], await Payments.OverdueAsync(Now.AddDays(9), 10, Cancel));

        await SavedAsync(first, new PaymentCommand.Lapse(Now.AddDays(9)));
        Assert.Equal([second.Id, third.Id], await Payments.OverdueAsync(Now.AddDays(9), 10, Cancel));
    }

    private Task<Payment?> ByOrderAsync(Payment payment) =>
        Payments.FindByOrderAsync(payment.Merchant, payment.Order, Cancel);
}

public sealed class SqlitePaymentRepositoryTests() : PaymentRepositoryContract(DatabaseKind.Sqlite);

public sealed class PostgresPaymentRepositoryTests() : PaymentRepositoryContract(DatabaseKind.Postgres);
