using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Faults;

/// <summary>What a shop and a till know of one order: what they asked for, and the answers that reached them.</summary>
internal sealed class CrashOrder
{
    public required string Id { get; init; }

    public required StoreChain Chain { get; init; }

    public required long Amount { get; init; }

    public required bool HasKey { get; init; }

    public string Reference => $"TILL-{Id}";

    /// <summary>The 201 that was heard, if one was.</summary>
    public Answer? Charged { get; set; }

    /// <summary>From the charge's answer, or from the status of a charge whose answer was lost.</summary>
    public string? Code { get; set; }

    public string? TransactionId { get; set; }

    /// <summary>The answer that let the till keep the money.</summary>
    public Answer? Booked { get; set; }
}
