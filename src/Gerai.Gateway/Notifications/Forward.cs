namespace Gerai.Notifications;

/// <summary>
/// What a developer's listener says of a notification that it posted to a server of theirs. The gateway was not there,
/// so it is shown and nothing else: no delivery and no retry depends on it.
/// </summary>
internal sealed record Forward
{
    /// <summary>Where it was posted to, in the listener's words. The gateway never calls it.</summary>
    public required string Address { get; init; }

    /// <summary>By the listener's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan Took { get; init; }

    public required DeliveryResult Result { get; init; }

    public int? HttpStatus { get; init; }

    /// <summary>By the gateway's clock.</summary>
    public required DateTimeOffset ReportedAt { get; init; }
}
