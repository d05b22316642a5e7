using System.Globalization;
using System.Text.Json;
using Gerai.Notifications;
using Gerai.Wire;

namespace Gerai.MerchantApi;

/// <summary>How events, deliveries and attempts are written. docs/notifications.md describes it.</summary>
internal static class EventJson
{
    /// <summary>What every event is told by, in lists and alone.</summary>
    public static void Event(Utf8JsonWriter json, PaymentEvent told)
    {
        json.WriteString("id", told.Id.ToString());
        json.WriteString("cursor", told.Cursor.ToString());
        json.WriteString("at", Time(told.At));
        json.WriteString("order_id", told.Order.Text);
        json.WriteString("transaction_id", told.Id.Transaction.ToString());
        json.WriteNumber("version", told.Id.Version);
        json.WriteString("transaction_status", WireFormat.Status(told.Status));
    }

    public static void Deliveries(
        Utf8JsonWriter json, PaymentEvent told, Action<Utf8JsonWriter, EventDelivery> more)
    {
        json.WriteStartArray("deliveries");
        foreach (var delivery in told.Deliveries)
        {
            json.WriteStartObject();
            json.WriteString("address", delivery.Address);
            json.WriteString("state", State(delivery.State));
            json.WriteNumber("attempts_made", delivery.AttemptsMade);
            if (delivery.NextAttemptAt is { } next)
            {
                json.WriteString("next_attempt_at", Time(next));
            }

            more(json, delivery);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>In short: how it went, without what the answer said.</summary>
    public static void Outcome(Utf8JsonWriter json, Attempt attempt)
    {
        json.WriteNumber("number", attempt.Number);
        json.WriteString("started_at", Time(attempt.StartedAt));
        json.WriteNumber("took_ms", (long)attempt.Took.TotalMilliseconds);
        json.WriteString("result", Name(attempt.Result.ToString()));
        if (attempt.HttpStatus is { } status)
        {
            json.WriteNumber("http_status", status);
        }

        if (PlainWords.Of(attempt.Result, attempt.HttpStatus) is { } words)
        {
            json.WriteString("message", words);
        }
    }

    public static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    public static string State(NotificationState state) => Name(state.ToString());

    public static NotificationState? State(string? name) => Enum.GetValues<NotificationState>()
        .Select(state => (NotificationState?)state)
        .FirstOrDefault(state => State(state!.Value) == name);

    /// <summary><c>2026-01-15T10:00:00.250+07:00</c>: Western Indonesian Time.</summary>
    public static string Time(DateTimeOffset moment) => moment
        .ToOffset(WireFormat.JakartaOffset)
        .ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    // TimedOut is written timed_out.
    private static string Name(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
