using Gerai.Merchants;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>An account that begins, is closed and is reopened: the row, and the line of activity about it.</summary>
internal static class MerchantLines
{
    public static void Insert(
        WriteSession session, SecretSeal seal, Merchant merchant, Actor? by, DateTimeOffset now)
    {
        session.Execute(
            """
            insert into merchants (
                merchant_id, name, client_key, notification_urls, stores, created_at_ms, closed_at_ms, retry_waits,
                alert_email, finish_url, unfinish_url, error_url)
            values (
                @id, @name, @client_key, @urls, @stores, @created, @closed, @waits, @email, @finish, @unfinish, @error)
            """,
            ("id", merchant.Id.ToString()),
            ("name", merchant.Name),
            ("client_key", merchant.ClientKey),
            ("urls", string.Join('\n', merchant.NotificationUrls)),
            ("stores", string.Join(',', merchant.Stores)),
            ("created", now.ToUnixTimeMilliseconds()),
            ("closed", merchant.ClosedAt?.ToUnixTimeMilliseconds()),
            ("waits", WaitsOrNull(merchant)),
            ("email", merchant.AlertEmail?.Text),
            ("finish", merchant.Redirects.Finish?.Text),
            ("unfinish", merchant.Redirects.Unfinish?.Text),
            ("error", merchant.Redirects.Error?.Text));
        if (by is not null)
        {
            Note(session, seal, merchant.Id, ActivityKind.MerchantOpened, merchant.Name, by, now);
        }
    }

    /// <summary>Of two who do the same at once, one finds it done.</summary>
    public static bool Switch(
        WriteSession session, SecretSeal seal, MerchantId id, bool isOpen, Actor by, DateTimeOffset now)
    {
        var isDone = isOpen
            ? session.Execute(
                "update merchants set closed_at_ms = null where merchant_id = @id and closed_at_ms is not null",
                ("id", id.ToString()))
            : session.Execute(
                "update merchants set closed_at_ms = @now where merchant_id = @id and closed_at_ms is null",
                ("id", id.ToString()),
                ("now", now.ToUnixTimeMilliseconds()));
        if (isDone == 1)
        {
            var kind = isOpen ? ActivityKind.MerchantReopened : ActivityKind.MerchantClosed;
            Note(session, seal, id, kind, about: null, by, now);
        }

        return isDone == 1;
    }

    public static string? WaitsOrNull(Merchant merchant) =>
        MerchantSettings.WaitsText(merchant) is { Length: > 0 } waits ? waits : null;

    private static void Note(
        WriteSession session,
        SecretSeal seal,
        MerchantId id,
        ActivityKind kind,
        string? about,
        Actor by,
        DateTimeOffset now) =>
        ActivityLines.Append(
            session, seal, new Activity { Merchant = id, Kind = kind, By = by, At = now, About = about });
}
