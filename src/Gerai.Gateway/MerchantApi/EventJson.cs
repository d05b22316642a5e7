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

            Optional(json, "attempts_kept_since", delivery.AttemptsKeptSince);
            more(json, delivery);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Optional(json, "deliveries_kept_since", told.DeliveriesKeptSince);
    }

    /// <summary>In short: how it went, without what the answer said.</summary>
    public static void Outcome(Utf8JsonWriter json, Attempt attempt)
    {
        json.WriteNumber("number", attempt.Number);
        How(json, attempt.StartedAt, attempt.Took, attempt.Result, attempt.HttpStatus);
    }

    /// <summary>What listeners say, apart from what the gateway did itself.</summary>
    public static void Forwards(Utf8JsonWriter json, PaymentEvent told)
    {
        json.WriteStartArray("forwards");
        foreach (var forward in told.Forwards)
        {
            json.WriteStartObject();
            json.WriteString("address", forward.Address);
            How(json, forward.StartedAt, forward.Took, forward.Result, forward.HttpStatus);
            json.WriteString("reported_at", Time(forward.ReportedAt));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    public static void Optional(Utf8JsonWriter json, string name, DateTimeOffset? moment) =>
        Optional(json, name, moment is { } there ? Time(there) : null);

    public static string State(NotificationState state) => Name(state.ToString());

    public static NotificationState? State(string? name) => Named<NotificationState>(name);

    public static DeliveryResult? Result(string? name) => Named<DeliveryResult>(name);

    /// <summary><c>2026-01-15T10:00:00.250+07:00</c>: Western Indonesian Time.</summary>
    public static string Time(DateTimeOffset moment) => moment
        .ToOffset(WireFormat.JakartaOffset)
        .ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    private static void How(
        Utf8JsonWriter json, DateTimeOffset startedAt, TimeSpan took, DeliveryResult result, int? httpStatus)
    {
        json.WriteString("started_at", Time(startedAt));
        json.WriteNumber("took_ms", (long)took.TotalMilliseconds);
        json.WriteString("result", Name(result.ToString()));
        if (httpStatus is { } status)
        {
            json.WriteNumber("http_status", status);
        }

        if (PlainWords.Of(result, httpStatus) is { } words)
        {
            json.WriteString("message", words);
        }
    }

    private static T? Named<T>(string? name)
        where T : struct, Enum => Enum.GetValues<T>()
            .Select(value => (T?)value)
            .FirstOrDefault(value => Name(value!.Value.ToString()) == name);

    // TimedOut is written timed_out.
    private static string Name(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
