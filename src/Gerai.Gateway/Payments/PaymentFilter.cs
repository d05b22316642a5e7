using System.Text;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Payments;

/// <summary>
/// Which of a merchant's payments are looked for: all conditions that are given must hold. Texts must be equal as a
/// whole; nothing in them is a wildcard.
/// </summary>
internal sealed record PaymentFilter
{
    /// <summary>Longer than any detail of a payment that can be asked for.</summary>
    public const int TextLengthMax = 255;

    public static PaymentFilter Everything { get; } = new();

    public OrderId? Order { get; init; }

    public TransactionId? Transaction { get; init; }

    public PaymentCode? Code { get; init; }

    public StoreChain? Chain { get; init; }

    /// <summary>As it is written down; the sweeper writes down within seconds what has expired.</summary>
    public PaymentStatus? Status { get; init; }

    public Rupiah? AmountMin { get; init; }

    public Rupiah? AmountMax { get; init; }

    public DateTimeOffset? OpenedFrom { get; init; }

    /// <summary>Not this moment itself, so that one day ends where the next begins.</summary>
    public DateTimeOffset? OpenedBefore { get; init; }

    public DateTimeOffset? SettledFrom { get; init; }

    public DateTimeOffset? SettledBefore { get; init; }

    /// <summary>
    /// The number under which the store booked it: the <c>approval_code</c> of an Indomaret payment (protocol 6.14).
    /// </summary>
    public string? Reference { get; init; }

    /// <summary>Without regard to case, as mail is delivered.</summary>
    public string? CustomerEmail { get; init; }

    /// <summary>Without regard to case in the letters A to Z, and so the other two.</summary>
    public string? CustomField1 { get; init; }

    public string? CustomField2 { get; init; }

    public string? CustomField3 { get; init; }

    /// <summary>Whether one of the three keys is given, by which a payment is found at once.</summary>
    public bool NamesOne => Order is not null || Transaction is not null || Code is not null;

    /// <summary>Whether it speaks of settlement times; a search then walks along these.</summary>
    public bool NamesSettlement => SettledFrom is not null || SettledBefore is not null;

    /// <summary>False when a text is none that a payment can have; nothing is then looked for.</summary>
    public bool CanMatch =>
        (Reference is null || StoreReference.TryOf("", Reference, out _))
        && new[] { CustomerEmail, CustomField1, CustomField2, CustomField3 }
            .All(text => text is null || (text.Length <= TextLengthMax && IsWellFormed(text)));

    // Half a character outside the basic plane is read as this sign, and cannot be written as JSON.
    private static bool IsWellFormed(string text) => text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar);
}
