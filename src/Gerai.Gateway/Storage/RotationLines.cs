using Gerai.Merchants;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>Writes down that a secret was rotated, by fingerprints, within the rotation's own transaction.</summary>
internal static class RotationLines
{
    public static void AppendKey(
        WriteSession session,
        SecretSeal seal,
        MerchantId merchant,
        long number,
        ServerKey next,
        Actor by,
        DateTimeOffset now)
    {
        var before = session.Query(
            "select key_sealed from server_keys where merchant_id = @merchant and number = @number",
            row => row.GetString(0),
            ("merchant", merchant.ToString()),
            ("number", number - 1));
        Append(session, seal, merchant, ActivityKind.ServerKeyRotated, before, next.Text, by, now);
    }

    public static void AppendSecret(
        WriteSession session,
        SecretSeal seal,
        MerchantId merchant,
        long number,
        WebhookSecret next,
        Actor by,
        DateTimeOffset now)
    {
        var before = session.Query(
            "select secret_sealed from webhook_secrets where merchant_id = @merchant and number = @number",
            row => row.GetString(0),
            ("merchant", merchant.ToString()),
            ("number", number - 1));
        Append(session, seal, merchant, ActivityKind.WebhookSecretRotated, before, next.Text, by, now);
    }

    private static void Append(
        WriteSession session,
        SecretSeal seal,
        MerchantId merchant,
        ActivityKind kind,
        List<string> before,
        string next,
        Actor by,
        DateTimeOffset now) => ActivityLines.Append(session, seal, new Activity
        {
            Merchant = merchant,
            Kind = kind,
            By = by,
            At = now,
            Before = before is [var sealedSecret] ? Fingerprint.Of(seal.Open(sealedSecret)) : null,
            After = Fingerprint.Of(next),
        });
}
