namespace Gerai.Payments;

/// <summary>By what a list of payments is sorted.</summary>
internal enum PaymentSortKey
{
    Opened,

    /// <summary>Only payments that were settled have this moment, so only they are listed.</summary>
    Settled,
    Amount,
    OrderId,
    Status,
}

/// <summary>How a list of payments is sorted; equal ones by transaction id, in the same direction.</summary>
internal readonly record struct PaymentSort(PaymentSortKey Key, bool IsDescending)
{
    public static PaymentSort NewestFirst { get; } = new(PaymentSortKey.Opened, IsDescending: true);
}
