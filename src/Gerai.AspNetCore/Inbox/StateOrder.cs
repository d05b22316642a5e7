using Gerai.Client;

namespace Gerai.AspNetCore.Inbox;

/// <summary>
/// Which state of a payment comes after which (protocol 5.8): pending, then one of the ends; only settlement is
/// followed by deny.
/// </summary>
internal static class StateOrder
{
    private const int StepMax = 2;

    /// <summary>Of those that wait, the lowest is told first.</summary>
    public static int StepOf(TransactionStatus status) => status switch
    {
        TransactionStatus.Pending => 0,
        TransactionStatus.Denied => StepMax,
        _ => 1,
    };

    /// <summary>No further notification is to be expected, but for a reversal.</summary>
    public static bool IsEnd(TransactionStatus status) =>
        status is not (TransactionStatus.Pending or TransactionStatus.Other);

    /// <summary>Whether to tell a state would be a step back from what was told.</summary>
    public static bool IsBehind(TransactionStatus? told, TransactionStatus status) => told switch
    {
        null => false,

        // What a later gateway calls a state is nothing to refuse by.
        _ when status is TransactionStatus.Other => false,
        TransactionStatus.Pending => status is TransactionStatus.Pending,
        TransactionStatus.Other => status is TransactionStatus.Pending,
        TransactionStatus.Settled => status is not TransactionStatus.Denied,
        _ => true,
    };

    /// <summary>Whether a payment that stood in one state can stand in the other now.</summary>
    public static bool CanHaveBecome(TransactionStatus told, TransactionStatus now) => told switch
    {
        TransactionStatus.Pending => true,
        TransactionStatus.Settled => now is TransactionStatus.Denied,
        _ => false,
    };
}
