using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>
/// Notifications that were given up, of all merchants, for who runs the gateway and for nobody else.
/// </summary>
internal interface IDeadLetters
{
    /// <summary>The newest first, so many at most: those behind one, or from the first.</summary>
    Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetter? behind, int countMax, CancellationToken cancel);
}

/// <summary>A notification that was given up, with how its last attempt went.</summary>
internal sealed record DeadLetter
{
    public required EventId Event { get; init; }

    public required string Address { get; init; }

    public required MerchantId Merchant { get; init; }

    public required DateTimeOffset GivenUpAt { get; init; }

    public required int Attempts { get; init; }

    /// <summary>Nothing for one whose attempts are not in the books any more.</summary>
    public DeliveryResult? Result { get; init; }

    public int? HttpStatus { get; init; }
}
