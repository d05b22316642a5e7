using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>Keeps what listeners say of an event; <see cref="IEventLog.FindAsync"/> tells it.</summary>
internal interface IForwardLog
{
    /// <summary>
    /// Keeps a report once, however often it comes: the same address and start are the same forward. Of each event only
    /// the newest reports are kept, so many at most.
    /// </summary>
    /// <returns>False when this merchant has no such event; nothing was written then.</returns>
    Task<bool> RecordAsync(
        MerchantId merchant, EventId id, Forward forward, int keptMax, CancellationToken cancel);
}
