using System.Security.Cryptography;
using System.Text.Json;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Wire;

namespace Gerai.MerchantApi;

/// <summary>
/// GET /gerai/v1/events/{id}: one event with all that was sent for it and all that came back. The body is written
/// anew; the hash of each attempt tells whether that one was the same, which it is until the server key changes.
/// </summary>
internal static class ShowEvent
{
    public static async Task<MerchantReply> HandleAsync(MerchantCall call, string id)
    {
        if (!EventId.TryParse(id, out var name)
            || await call.Get<IEventLog>().FindAsync(call.Merchant.Id, name, call.Cancel) is not { } found)
        {
            return MerchantReply.NotFound;
        }

        // Put into an archive and taken out of the books between two looks.
        if (await call.Get<PaymentProcessor>().FindVersionAsync(name.Transaction, name.Version, call.Cancel)
            is not { } payment)
        {
            return MerchantReply.NotFound;
        }

        var body = TransactionBody.Notification(payment, call.Merchant.ServerKey.Text);
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        return MerchantReply.Ok(json =>
        {
            EventJson.Event(json, found);
            json.WritePropertyName("notification");
            json.WriteRawValue(body);
            EventJson.Deliveries(json, found, (writer, delivery) =>
            {
                writer.WriteStartArray("attempts");
                foreach (var attempt in delivery.Attempts)
                {
                    Attempt(writer, attempt, hash);
                }

                writer.WriteEndArray();
                Resends(writer, delivery);
            });
            EventJson.Forwards(json, found);
        });
    }

    private static void Attempt(Utf8JsonWriter json, Attempt attempt, string hash)
    {
        json.WriteStartObject();
        EventJson.Outcome(json, attempt);
        EventJson.Optional(json, "location", attempt.Answer?.Location);
        EventJson.Optional(json, "retry_after", attempt.Answer?.RetryAfter);
        EventJson.Optional(json, "answer_body", attempt.Answer?.Body);
        EventJson.Optional(json, "answers_kept_since", attempt.AnswersKeptSince);
        if (attempt.BodyHash is { } sent)
        {
            json.WriteString("notification_sha256", sent);
            json.WriteBoolean("notification_as_shown", sent == hash);
        }

        json.WriteEndObject();
    }

    private static void Resends(Utf8JsonWriter json, EventDelivery delivery)
    {
        json.WriteStartArray("resends");
        foreach (var resend in delivery.Resends)
        {
            json.WriteStartObject();
            json.WriteString("at", EventJson.Time(resend.At));
            json.WriteString("by", resend.ByForMerchant);
            json.WriteNumber("after_attempt", resend.AttemptsBefore);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
