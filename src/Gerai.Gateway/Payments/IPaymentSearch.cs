using Gerai.Values;

namespace Gerai.Payments;

/// <summary>
/// Looks through one merchant's payments; those of others are as good as none. However many there are, one question
/// reads a bounded number of lines: <see cref="LinesMax"/>.
/// </summary>
internal interface IPaymentSearch
{
    /// <summary>How many lines of the merchant's history one page or one count reads at most.</summary>
    const int LinesMax = 100_000;

    const int PageSizeDefault = 20;

    const int PageSizeMax = 200;

    /// <summary>Up to here payments are counted.</summary>
    const int CountMax = 10_000;

    /// <summary>
    /// A page, from the start or from where the page before it says. Sorted by a moment, all payments can be paged
    /// through; sorted by anything else, those that lie within the newest <see cref="LinesMax"/> lines of the filter's
    /// time.
    /// </summary>
    Task<PaymentPage> PageAsync(
        MerchantId merchant, PaymentFilter filter, PageWish wish, CancellationToken cancel);

    /// <summary>How many there are, as far as they are counted.</summary>
    Task<PaymentCount> CountAsync(MerchantId merchant, PaymentFilter filter, CancellationToken cancel);

    /// <summary>
    /// All of them, the newest first (by settlement, when the filter speaks of it), read as they are asked for: no
    /// more than a thousand are held at a time, and no read of the database lasts longer than one such part.
    /// </summary>
    IAsyncEnumerable<Payment> StreamAsync(MerchantId merchant, PaymentFilter filter, CancellationToken cancel);
}

/// <summary>Which page is wished, and in which order.</summary>
internal sealed record PageWish
{
    public PaymentSort Sort { get; init; } = PaymentSort.NewestFirst;

    /// <summary>From 1 to <see cref="IPaymentSearch.PageSizeMax"/>.</summary>
    public int Size { get; init; } = IPaymentSearch.PageSizeDefault;

    /// <summary>What the page before it gave as <see cref="PaymentPage.Next"/>; nothing for the first.</summary>
    public PaymentCursor? After { get; init; }
}

/// <summary>Some payments, and where it goes on.</summary>
internal sealed record PaymentPage
{
    public required IReadOnlyList<Payment> Payments { get; init; }

    /// <summary>Nothing when this was the last page. There may be a next one although this is not full.</summary>
    public PaymentCursor? Next { get; init; }

    /// <summary>
    /// Up to which moment was looked, when looking ended before all was seen: a page that is not full may then be
    /// followed by more, and a sorted list holds what happened from this moment on.
    /// </summary>
    public DateTimeOffset? LookedUntil { get; init; }
}

/// <summary>How many payments there are; at least so many, when not all were counted.</summary>
internal readonly record struct PaymentCount(int Payments, bool IsAtLeast);
