namespace Gerai.Testing;

/// <summary>What the customer holds in hand after paying at a counter.</summary>
public sealed record SandboxReceipt
{
    /// <summary>The digits that were paid.</summary>
    public required string PaymentCode { get; init; }

    /// <summary><c>alfamart</c> or <c>indomaret</c>.</summary>
    public required string Store { get; init; }

    /// <summary>The cash that was taken, in whole rupiah.</summary>
    public required long Amount { get; init; }

    /// <summary>The till's number for this payment, which also a reversal names.</summary>
    public required string Reference { get; init; }

    /// <summary>When it was booked, by the sandbox's clock.</summary>
    public required DateTimeOffset PaidAt { get; init; }

    /// <summary>Who is paid, as the till shows it.</summary>
    public required string MerchantName { get; init; }

    /// <summary>Who pays, when the charge named the customer.</summary>
    public string? CustomerName { get; init; }
}
