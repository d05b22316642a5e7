using Gerai.Notifications;

namespace Gerai.Storage;

/// <summary>A row of <c>notifications</c> with its latest attempt, if there is one.</summary>
internal sealed class DeliveryRow
{
    public required string Address { get; init; }

    public required string State { get; init; }

    public required long Attempts { get; init; }

    public required long DueAtMs { get; init; }

    public long? Number { get; init; }

    public long? StartedAtMs { get; init; }

    public long? TookMs { get; init; }

    public string? Result { get; init; }

    public long? HttpStatus { get; init; }

    public EventDelivery ToDelivery()
    {
        var state = Enum.Parse<NotificationState>(State);
        return new EventDelivery
        {
            Address = Address,
            State = state,
            AttemptsMade = (int)Attempts,
            NextAttemptAt = state is NotificationState.Waiting
                ? DateTimeOffset.FromUnixTimeMilliseconds(DueAtMs)
                : null,
            Attempts = Latest() is { } latest ? [latest] : [],
        };
    }

    private Attempt? Latest() => Number is null ? null : new AttemptRow
    {
        Address = Address,
        Number = Number.Value,
        StartedAtMs = StartedAtMs!.Value,
        TookMs = TookMs!.Value,
        Result = Result!,
        HttpStatus = HttpStatus,
    }.ToAttempt();
}

/// <summary>A row of <c>attempts</c>.</summary>
internal sealed class AttemptRow
{
    public required string Address { get; init; }

    public required long Number { get; init; }

    public required long StartedAtMs { get; init; }

    public required long TookMs { get; init; }

    public required string Result { get; init; }

    public long? HttpStatus { get; init; }

    public string? Location { get; init; }

    public string? RetryAfter { get; init; }

    public string? AnswerBody { get; init; }

    public string? BodySha256 { get; init; }

    public Attempt ToAttempt() => new()
    {
        Number = (int)Number,
        StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(StartedAtMs),
        Took = TimeSpan.FromMilliseconds(TookMs),
        Result = Enum.Parse<DeliveryResult>(Result),
        HttpStatus = (int?)HttpStatus,
        Answer = HttpStatus is null ? null : new AnswerSeen(Location, RetryAfter, AnswerBody),
        BodyHash = BodySha256,
    };
}
