namespace Gerai.Notifications;

/// <summary>Keeps which endpoints' merchants are to be told by mail, and since when they may be told again.</summary>
internal interface IAlertRepository
{
    /// <summary>
    /// Endpoints whose circuit was opened at least so often, or for which something was given up and not told yet; and
    /// about which nobody is silent or sending at this moment.
    /// </summary>
    /// <param name="after">What was given up before that is no news any more.</param>
    Task<IReadOnlyList<DueAlert>> DueAsync(
        int openingsMin, DateTimeOffset after, DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Takes an alert until the end of the lease; one with a state that is not the one that was seen is another's.
    /// </summary>
    Task<bool> ClaimAsync(Endpoint endpoint, AlertState? seen, AlertState claimed, CancellationToken cancel);

    /// <summary>Writes how it stands after the try. False when the lease had passed to another node.</summary>
    Task<bool> RecordAsync(Endpoint endpoint, AlertState claimed, AlertState next, CancellationToken cancel);

    /// <summary>What to tell, as it is now.</summary>
    Task<EndpointTrouble> TroubleAsync(Endpoint endpoint, DateTimeOffset after, CancellationToken cancel);

    /// <summary>Forgets endpoints that were due before that and about which there was nothing to say.</summary>
    Task ForgetAsync(DateTimeOffset before, CancellationToken cancel);
}

/// <summary>An endpoint about which its merchant may be told.</summary>
internal sealed record DueAlert(Endpoint Endpoint, AlertState? Seen);

/// <summary>How far telling a merchant about one endpoint has come.</summary>
/// <param name="DueAt">Until then nobody else tries.</param>
/// <param name="Failures">How many tries at the present mail have failed.</param>
/// <param name="ToldUntil">What was given up until then has been told.</param>
internal sealed record AlertState(DateTimeOffset DueAt, int Failures, DateTimeOffset ToldUntil);

/// <summary>What is wrong with an endpoint, in numbers.</summary>
internal sealed record EndpointTrouble
{
    /// <summary>The first failure in a row, or the first notification given up, whichever was before.</summary>
    public DateTimeOffset? Since { get; init; }

    public required long Waiting { get; init; }

    public required long GivenUp { get; init; }

    /// <summary>The address that was called last, and how that ended.</summary>
    public string? Address { get; init; }

    public DeliveryResult? Result { get; init; }

    public int? HttpStatus { get; init; }
}
