namespace Gerai.Storage;

/// <summary>
/// How long the books keep what is only looked up. Payments, their history, unmatched money and the log of activity
/// are not among it: nothing deletes those by itself.
/// </summary>
public sealed record RetentionOptions
{
    /// <summary>Whoever looks into a failure finds it as it was for at least so long.</summary>
    internal static readonly TimeSpan Least = TimeSpan.FromDays(3);

    /// <summary>What merchants' servers answered, counted from the charge.</summary>
    public TimeSpan Answers { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Attempts to notify, and what listeners reported.</summary>
    public TimeSpan Attempts { get; init; } = TimeSpan.FromDays(90);

    /// <summary>
    /// Notifications that were delivered or given up, and who asked to have them sent again. Until then they can be.
    /// </summary>
    public TimeSpan Notifications { get; init; } = TimeSpan.FromDays(180);

    /// <summary>Calls with server keys that were refused.</summary>
    public TimeSpan RefusedCalls { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Invitations that were followed, withdrawn or have expired.</summary>
    public TimeSpan Invitations { get; init; } = TimeSpan.FromDays(90);

    internal bool IsValid =>
        new[] { Answers, Attempts, Notifications, RefusedCalls, Invitations }.All(life => life >= Least && life <= Most)
        && Answers <= Attempts
        && Attempts <= Notifications;

    // A moment so long ago must still be one.
    private static TimeSpan Most => TimeSpan.FromDays(36_500);
}
