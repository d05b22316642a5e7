using Gerai.Notifications;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// A row of <c>notifications</c>, or an endpoint that has some, as a look at what waits returns it, with the circuit of
/// its endpoint beside it.
/// </summary>
internal sealed class DueRow
{
    public string? TransactionId { get; init; }

    public long Version { get; init; }

    public string? Address { get; init; }

    public required string Endpoint { get; init; }

    public long Attempts { get; init; }

    public long? AttemptsBefore { get; init; }

    public required long DueAtMs { get; init; }

    public long? Failures { get; init; }

    public long? Openings { get; init; }

    public long? OpenUntilMs { get; init; }

    public DueNotification ToNotification() => new(
        new Notification
        {
            Id = Values.TransactionId.Parse(TransactionId!),
            Version = (int)Version,
            Address = Address!,
            Endpoint = Notifications.Endpoint.Parse(Endpoint),
            Attempts = (int)Attempts,
            AttemptsBefore = (int)(AttemptsBefore ?? 0),
            DueAt = Moment(DueAtMs),
        },
        Circuit());

    public WaitingEndpoint ToEndpoint() => new(Notifications.Endpoint.Parse(Endpoint), Moment(DueAtMs), Circuit());

    private Circuit? Circuit() => Failures is { } failures
        ? new Circuit((int)failures, (int)Openings!.Value, OpenUntilMs is { } until ? Moment(until) : null)
        : null;

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
