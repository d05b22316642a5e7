using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>
/// Sends again what is over. The row waits anew, due at once and with a fresh allowance, while its attempts go on
/// counting; who asked is written down with it, in one transaction.
/// </summary>
internal interface IResends
{
    /// <summary>
    /// Sends an event of this merchant again, to one address or to all it was for. What still waits is left alone.
    /// </summary>
    Task<ResendResult> ResendAsync(ResendOrder order, EventId id, string? address, CancellationToken cancel);

    /// <summary>
    /// Sends again what was given up from one moment to another, the longest ago first, so many at most: for one
    /// address or for all.
    /// </summary>
    Task<ResendResult> ResendGivenUpAsync(
        ResendOrder order,
        DateTimeOffset since,
        DateTimeOffset until,
        string? address,
        int countMax,
        CancellationToken cancel);

    /// <summary>How many that would be, counted up to so many.</summary>
    Task<int> CountGivenUpAsync(
        MerchantId merchant, DateTimeOffset since, DateTimeOffset until, int most, CancellationToken cancel);
}

/// <summary>Whose notifications are to be sent again, who asks for it, and when.</summary>
internal sealed record ResendOrder(MerchantId Merchant, string By, DateTimeOffset At)
{
    /// <summary>Who runs the gateway, rather than the merchant.</summary>
    public const string Operator = "operator";

    private const int UserLengthMax = 64;

    /// <summary>The operator, with the name that the machine knows them by.</summary>
    public static string OperatorCalled(string user)
    {
        var name = user.Trim();
        return name.Length == 0 ? Operator : $"{Operator} {name[..Math.Min(name.Length, UserLengthMax)]}";
    }

    public static bool IsByOperator(string by) =>
        by == Operator || by.StartsWith(Operator + " ", StringComparison.Ordinal);
}

/// <summary>What came of it, in notifications: one is an event and an address.</summary>
internal readonly record struct ResendResult(int Resent, int AlreadyWaiting)
{
    public bool FoundAny => Resent + AlreadyWaiting > 0;
}
