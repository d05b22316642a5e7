namespace Gerai.Notifications;

/// <summary>
/// The notifications that wait. Rows come in with the change they tell, in its transaction; here they are looked at,
/// taken and ended. No look depends on how much waits besides.
/// </summary>
internal interface IOutbox
{
    /// <summary>
    /// Rows that are due, the longest waiting first. A newer state is left out while the first attempt of an older one
    /// of the same payment and address is still open, and not a moment longer (protocol 6.32).
    /// </summary>
    Task<IReadOnlyList<DueNotification>> DueAsync(DueScope scope, int countMax, CancellationToken cancel);

    /// <summary>The same of one endpoint.</summary>
    Task<IReadOnlyList<DueNotification>> DueOfAsync(
        Endpoint endpoint, DueScope scope, int countMax, CancellationToken cancel);

    /// <summary>Endpoints that something waits for, due or not, in an order of their own.</summary>
    /// <param name="after">Where the last list ended; null begins from the front.</param>
    Task<IReadOnlyList<WaitingEndpoint>> EndpointsAsync(Endpoint? after, int countMax, CancellationToken cancel);

    /// <summary>
    /// Takes the rows that are still as they were seen and moves their due time to <paramref name="leaseEnd"/>. Each
    /// goes to one caller only, and of those that probe an endpoint only one until then. Their order stays.
    /// </summary>
    Task<IReadOnlyList<LeasedNotification>> TakeAsync(
        IReadOnlyList<DueNotification> chosen, DateTimeOffset leaseEnd, CancellationToken cancel);

    /// <summary>Undoes the taking: the rows are due as they were, but for those whose lease was lost.</summary>
    Task GiveBackAsync(IReadOnlyList<LeasedNotification> leased, CancellationToken cancel);

    /// <summary>Writes down an attempt and what follows: delivered, given up, or due again at a later moment.</summary>
    Task<RecordResult> RecordAsync(
        Notification leased,
        Attempt attempt,
        NotificationState state,
        DateTimeOffset? dueAgainAt,
        CancellationToken cancel);

    /// <summary>When the next waiting row is due, if there is one.</summary>
    Task<DateTimeOffset?> NextDueAsync(CancellationToken cancel);

    /// <summary>What is due and not taken.</summary>
    Task<Backlog> BacklogAsync(DateTimeOffset now, CancellationToken cancel);
}

/// <summary>How writing down an attempt ended.</summary>
internal enum RecordResult
{
    /// <summary>Another node has the lease by now; nothing was written.</summary>
    LeaseLost,

    Written,

    /// <summary>Written, and a newer state waits that this first attempt had held back (protocol 6.32).</summary>
    NewerReleased,
}

/// <summary>An endpoint that something waits for, from when on, and its circuit when it is in trouble.</summary>
internal sealed record WaitingEndpoint(Endpoint Endpoint, DateTimeOffset DueAt, Circuit? Circuit);

/// <summary>How much is due and not taken, and since when; and how many endpoints are left alone.</summary>
/// <param name="Count">Counted up to <see cref="CountMax"/>.</param>
internal sealed record Backlog(int Count, DateTimeOffset? OldestDueAt, int EndpointsOpen)
{
    /// <summary>To count on would make a look slower the worse things stand.</summary>
    public const int CountMax = 100_000;
}
