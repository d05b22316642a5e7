using Gerai.Dashboard.Transactions;
using Gerai.Pages;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Tests.Dashboard;

/// <summary>A search as an address says it, and the address of a search.</summary>
public sealed class TransactionsQueryTests
{
    [Fact]
    public void Each_field_of_the_form_is_a_condition_of_the_search()
    {
        var filter = TransactionsQuery.Read(
            "?order=order-1&code=1234-5678 9012&store=alfamart&status=settlement&amount_min=1.000&amount_max=50000"
            + "&from=2026-01-15&to=2026-01-15&email=budi%40example.com&reference=R1&field1=a&field2=b&field3=c").Filter;

        Assert.Equal(
            new PaymentFilter
            {
                Order = OrderId.Of("order-1"),
                Code = PaymentCode.Of("123456789012"),
                Chain = StoreChain.Alfamart,
                Status = PaymentStatus.Settled,
                AmountMin = Rupiah.Of(1_000),
                AmountMax = Rupiah.Of(50_000),

                // A day of Western Indonesian Time, both ends of it included.
                OpenedFrom = new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.FromHours(7)),
                OpenedBefore = new DateTimeOffset(2026, 1, 16, 0, 0, 0, TimeSpan.FromHours(7)),
                CustomerEmail = "budi@example.com",
                Reference = "R1",
                CustomField1 = "a",
                CustomField2 = "b",
                CustomField3 = "c",
            },
            filter);
    }

    [Theory]
    [InlineData("transaction", "1")]
    [InlineData("order", "012345678901234567890123456789012345678901234567890")]
    [InlineData("code", "abc")]
    [InlineData("store", "lawson")]
    [InlineData("status", "Settled")]
    [InlineData("amount_min", "0")]
    [InlineData("amount_max", "44000,50")]
    [InlineData("from", "15/01/2026")]
    [InlineData("to", "9999-12-31")]
    [InlineData("paid_from", "0001-01-01")]
    public void What_a_field_cannot_say_is_complained_about_in_both_languages(string field, string text)
    {
        var query = TransactionsQuery.Read($"?{field}={Uri.EscapeDataString(text)}");

        Assert.False(query.IsReadable);
        Assert.NotNull(query.Complaint(field, PageLanguage.Indonesian));
        Assert.NotNull(query.Complaint(field, PageLanguage.English));
    }

    [Fact]
    public void An_address_keeps_the_filter_from_page_to_page_and_begins_anew_with_another_order()
    {
        var query = TransactionsQuery.Read("?status=pending&sort=amount");
        var next = query.AddressAfter(new PaymentCursor(new HistoryPlace(5, "", 0), null));

        Assert.Equal("/portal/transactions?status=pending&sort=amount&after=5~~0", next);
        var second = TransactionsQuery.Read(new Uri(new Uri("http://x"), next).Query);
        Assert.Equal(new PaymentCursor(new HistoryPlace(5, "", 0), null), second.After);
        Assert.Equal(
            "/portal/transactions?status=pending&sort=-amount", second.AddressSortedBy(PaymentSortKey.Amount));
        Assert.Equal("/portal/transactions?status=pending&sort=amount", second.AddressOfFirstPage);
        Assert.Equal("?status=pending", second.FilterText);
    }

    [Fact]
    public void A_place_with_any_order_id_is_read_as_it_was_written()
    {
        const string Id = "01976f3e-5c00-8000-8000-000000000000";
        var cursor = new PaymentCursor(new HistoryPlace(5, "", 3), new SortValue(7, "a~b ~c ", Id));

        Assert.Equal(cursor, CursorText.Read(CursorText.Write(cursor)));
    }

    // Anybody can write an address; a place that is none is the beginning.
    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1~2")]
    [InlineData("-1~~0")]
    [InlineData("1~';drop table payments~0")]
    [InlineData("1~~0~1~nobody~x")]
    [InlineData("9223372036854775807~~0")]
    [InlineData("1~~9223372036854775807")]
    public void What_is_no_place_is_none(string text) => Assert.Null(CursorText.Read(text));
}
