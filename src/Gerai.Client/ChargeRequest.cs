using System.Text.Json;

namespace Gerai.Client;

/// <summary>
/// An order to be paid in cash at a counter. What only one chain knows is on <see cref="AlfamartCharge"/>.
/// </summary>
/// <remarks>
/// Texts that identify something are refused when they are longer than documented; texts that are only read (names,
/// labels, receipt rows) are cut. Each property says which. Mistakes throw <see cref="ArgumentException"/> where they
/// are made.
/// </remarks>
/// <example>
/// <code>
/// var charge = ChargeRequest.For(Store.Indomaret, "order-101", 44_000) with
/// {
///     Items = [new LineItem("Coffee beans", 22_000, quantity: 2)],
///     ExpiresIn = TimeSpan.FromHours(2),
/// };
/// </code>
/// </example>
public abstract record ChargeRequest
{
    private const int UrlsMax = 3;

    private static readonly TimeSpan ExpiresInMin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ExpiresInMax = TimeSpan.FromDays(180);

    private protected ChargeRequest(string orderId, long amount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        OrderId = Texts.OrderId(orderId);
        GivenAmount = amount;
    }

    private protected ChargeRequest(string orderId, IReadOnlyList<LineItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        OrderId = Texts.OrderId(orderId);
        Items = items;
        if (items.Count == 0 || Sum(items) < 1)
        {
            throw new ArgumentException(
                "Without an amount there is at least one item, and a sum above zero.", nameof(items));
        }
    }

    /// <summary>At which chain the customer pays.</summary>
    public abstract Store Store { get; }

    /// <summary>Your own number of the order, 1 to 50 printable ASCII characters; letters, digits and <c>-_~.</c> are
    /// safe everywhere. A pending or paid order's number cannot be used again.</summary>
    public string OrderId { get; }

    /// <summary>What the customer pays, in whole rupiah: as given, else the sum of the items. Alfamart takes 1 to
    /// 5,000,000 (2,500,000 in cash), Indomaret 10,000 to 5,000,000; the gateway refuses what is outside.</summary>
    public long Amount => GivenAmount ?? Sum(Items);

    /// <summary>What is bought. Adds up to <see cref="Amount"/>, or <see cref="RoundingLine"/> makes it so.</summary>
    public IReadOnlyList<LineItem> Items { get; init; } = [];

    /// <summary>
    /// The name of a line such as <c>Pembulatan</c> that is added when the items do not add up to the amount. Without
    /// it such a charge is refused before it is sent.
    /// </summary>
    public string? RoundingLine { get; init; }

    /// <summary>Who pays.</summary>
    public Customer? Customer { get; init; }

    /// <summary>What the cashier's screen shows (<c>message</c>); cut to 20 characters, a <c>|</c> becomes a
    /// blank.</summary>
    public string? CashierLabel { get; init => field = Texts.ForCounter(value, Texts.CashierLabelMax); }

    /// <summary>How long the customer may take, whole seconds, 20 seconds to 180 days; the gateway's default is 24
    /// hours.</summary>
    public TimeSpan? ExpiresIn { get; init => field = Checked(value); }

    /// <summary>From when <see cref="ExpiresIn"/> counts (<c>order_time</c>); from the charge unless set. Of any
    /// offset; it is sent at +07:00, to the second.</summary>
    public DateTimeOffset? OrderedAt { get; init; }

    /// <summary>Anything up to 255 characters; comes back in the status and in notifications.</summary>
    public string? CustomField1 { get; init => field = Texts.NotLonger(value, Texts.CustomFieldMax); }

    /// <summary>As <see cref="CustomField1"/>.</summary>
    public string? CustomField2 { get; init => field = Texts.NotLonger(value, Texts.CustomFieldMax); }

    /// <summary>As <see cref="CustomField1"/>.</summary>
    public string? CustomField3 { get; init => field = Texts.NotLonger(value, Texts.CustomFieldMax); }

    /// <summary>A JSON object; comes back in the status and in notifications.</summary>
    public JsonElement? Metadata { get; init => field = Checked(value); }

    /// <summary>Up to three addresses to notify as well as those of your account
    /// (<c>X-Append-Notification</c>).</summary>
    public IReadOnlyList<Uri> AlsoNotify { get; init => field = Checked(value); } = [];

    /// <summary>Up to three addresses to notify instead of those of your account
    /// (<c>X-Override-Notification</c>).</summary>
    public IReadOnlyList<Uri> NotifyInstead { get; init => field = Checked(value); } = [];

    private long? GivenAmount { get; }

    /// <summary>A charge at the chain the customer chose.</summary>
    /// <param name="store">Alfamart or Indomaret.</param>
    /// <param name="orderId">Your own number of the order.</param>
    /// <param name="amount">What the customer pays, in whole rupiah.</param>
    /// <returns>The charge.</returns>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    public static ChargeRequest For(Store store, string orderId, long amount) => store switch
    {
        Store.Alfamart => new AlfamartCharge(orderId, amount),
        Store.Indomaret => new IndomaretCharge(orderId, amount),
        Store.Other => throw UnknownStore(store),
    };

    /// <summary>A charge at the chain the customer chose, of the sum of its items.</summary>
    /// <param name="store">Alfamart or Indomaret.</param>
    /// <param name="orderId">Your own number of the order.</param>
    /// <param name="items">What is bought.</param>
    /// <returns>The charge.</returns>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    public static ChargeRequest For(Store store, string orderId, IReadOnlyList<LineItem> items) => store switch
    {
        Store.Alfamart => new AlfamartCharge(orderId, items),
        Store.Indomaret => new IndomaretCharge(orderId, items),
        Store.Other => throw UnknownStore(store),
    };

    /// <summary>Order, store and amount, for a log.</summary>
    /// <returns>Such as <c>order-101 Alfamart Rp44000</c>.</returns>
    public sealed override string ToString() => $"{OrderId} {Store} Rp{Amount}";

    internal static long Sum(IReadOnlyList<LineItem> items) => items.Sum(item => item.Total);

    private static TimeSpan? Checked(TimeSpan? expiresIn)
    {
        if (expiresIn is not { } time)
        {
            return null;
        }

        var isWhole = time.Ticks % TimeSpan.TicksPerSecond == 0;
        return isWhole && time >= ExpiresInMin && time <= ExpiresInMax
            ? time
            : throw new ArgumentOutOfRangeException(
                nameof(expiresIn), expiresIn, "A customer has whole seconds, at least 20 and at most 180 days.");
    }

    private static JsonElement? Checked(JsonElement? metadata) =>
        metadata is null or { ValueKind: JsonValueKind.Object }
            ? metadata
            : throw new ArgumentException("Metadata is a JSON object.", nameof(metadata));

    private static IReadOnlyList<Uri> Checked(IReadOnlyList<Uri> urls)
    {
        if (urls.Count > UrlsMax)
        {
            throw new ArgumentException("Three addresses can be notified at most.", nameof(urls));
        }

        // The comma separates addresses in the header.
        return urls.All(url => url.IsAbsoluteUri && url.Scheme is "http" or "https" && !url.AbsoluteUri.Contains(','))
            ? urls
            : throw new ArgumentException("An address to notify is http or https, without a comma.", nameof(urls));
    }

    private static ArgumentOutOfRangeException UnknownStore(Store store) =>
        new(nameof(store), store, "A payment is charged at Alfamart or Indomaret.");
}
