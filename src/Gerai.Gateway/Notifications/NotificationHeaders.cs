using System.Globalization;
using Gerai.Merchants;
using Gerai.Wire;

namespace Gerai.Notifications;

/// <summary>
/// What stands in the head of one attempt beside the documented headers: the Standard Webhooks ones, and which attempt
/// it is at telling what happened when.
/// </summary>
internal sealed record NotificationHeaders
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>The same at every attempt, so that a shop can tell a repeat from news.</summary>
    public required string EventId { get; init; }

    /// <summary>Unix seconds of this attempt.</summary>
    public required long Timestamp { get; init; }

    /// <summary>Empty when the merchant has no webhook secret: an account from before there were any.</summary>
    public required string Signature { get; init; }

    /// <summary>1 for the first.</summary>
    public required int Attempt { get; init; }

    public required DateTimeOffset EventAt { get; init; }

    /// <summary>For an attempt at this moment; while secrets overlap, every one that still signs does.</summary>
    public static NotificationHeaders For(
        EventId id, DateTimeOffset eventAt, int attempt, Merchant merchant, byte[] body, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds();
        var keys = merchant.WebhookSecrets.Where(secret => secret.SignsAt(now)).Select(secret => secret.ToKey());
        return new NotificationHeaders
        {
            EventId = id.ToString(),
            Timestamp = timestamp,
            Signature = WebhookSignature.Of(id.ToString(), timestamp, body, keys),
            Attempt = attempt,
            EventAt = eventAt,
        };
    }

    /// <summary>As they go over the wire.</summary>
    public IEnumerable<(string Name, string Value)> Lines()
    {
        yield return ("webhook-id", EventId);
        yield return ("webhook-timestamp", Timestamp.ToString(Plain));
        if (Signature.Length > 0)
        {
            yield return ("webhook-signature", Signature);
        }

        yield return ("X-Gerai-Attempt", Attempt.ToString(Plain));
        yield return ("X-Gerai-Event-Time", WireFormat.TimeWithOffset(EventAt));
    }
}
