namespace Gerai.Notifications;

/// <summary>
/// The notifications that wait. Rows come in with the change they tell, in its transaction; here they are taken and
/// ended.
/// </summary>
internal interface IOutbox
{
    /// <summary>
    /// Takes rows that are due, the longest waiting first, and moves their due time to <paramref name="leaseEnd"/>.
    /// Each row goes to one caller only. A newer state is left where it is while the first attempt of an older one of
    /// the same payment and address is still open, and not a moment longer (protocol 6.32).
    /// </summary>
    Task<IReadOnlyList<LeasedNotification>> TakeDueAsync(
        DateTimeOffset now, DateTimeOffset leaseEnd, int countMax, CancellationToken cancel);

    /// <summary>Writes down an attempt and what follows: delivered, given up, or due again at a later moment.</summary>
    /// <returns>False when the lease was lost to another node meanwhile; nothing was written then.</returns>
    Task<bool> RecordAsync(
        Notification leased,
        Attempt attempt,
        NotificationState state,
        DateTimeOffset? dueAgainAt,
        CancellationToken cancel);

    /// <summary>When the next waiting row is due, if there is one.</summary>
    Task<DateTimeOffset?> NextDueAsync(CancellationToken cancel);
}
