using System.Data.Common;
using Gerai.Merchants;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// Changes a merchant's settings under the lock of its activity, so that of two changes at once the second sees the
/// first; and writes each difference down.
/// </summary>
internal static class SettingsLines
{
    public static SettingsChange Change(
        WriteSession session,
        SecretSeal seal,
        MerchantId id,
        Func<MerchantSettings, MerchantSettings?> change,
        Actor by,
        DateTimeOffset now)
    {
        if (Read(session, id) is null)
        {
            return SettingsChange.NoSuchMerchant;
        }

        ActivityLines.Lock(session, id);
        var before = Read(session, id)!;
        if (change(before) is not { } after)
        {
            return SettingsChange.Overtaken;
        }

        Write(session, id, after);
        foreach (var (kind, about, was, becomes) in Differences(before, after))
        {
            ActivityLines.Append(session, seal, new Activity
            {
                Merchant = id,
                Kind = kind,
                By = by,
                At = now,
                About = about,
                Before = was,
                After = becomes,
            });
        }

        return SettingsChange.Changed;
    }

    private static MerchantSettings? Read(WriteSession session, MerchantId id) => session.Query(
        """
        select notification_urls, finish_url, unfinish_url, error_url, alert_email, retry_waits
        from merchants where merchant_id = @id
        """,
        row => new MerchantSettings
        {
            NotificationUrls = SettingsText.Urls(row.GetString(0)),
            Redirects = SettingsText.Redirects(Text(row, 1), Text(row, 2), Text(row, 3)),
            AlertEmail = SettingsText.Email(Text(row, 4)),
            RetryWaits = SettingsText.Waits(Text(row, 5)),
        },
        ("id", id.ToString())) is [var settings] ? settings : null;

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static void Write(WriteSession session, MerchantId id, MerchantSettings settings) => session.Execute(
        """
        update merchants set notification_urls = @urls, finish_url = @finish, unfinish_url = @unfinish,
            error_url = @error, alert_email = @email, retry_waits = @waits
        where merchant_id = @id
        """,
        ("urls", SettingsText.Of(settings.NotificationUrls)),
        ("finish", settings.Redirects.Finish?.Text),
        ("unfinish", settings.Redirects.Unfinish?.Text),
        ("error", settings.Redirects.Error?.Text),
        ("email", settings.AlertEmail?.Text),
        ("waits", SettingsText.Of(settings.RetryWaits)),
        ("id", id.ToString()));

    private static IEnumerable<(ActivityKind Kind, string? About, string? Before, string? After)> Differences(
        MerchantSettings before, MerchantSettings after)
    {
        (ActivityKind, string? About, string? Before, string? After)[] all =
        [
            (ActivityKind.NotificationUrlsChanged, null,
                Shown(before.NotificationUrls), Shown(after.NotificationUrls)),
            (ActivityKind.RedirectUrlsChanged, "Finish",
                before.Redirects.Finish?.Text, after.Redirects.Finish?.Text),
            (ActivityKind.RedirectUrlsChanged, "Unfinish",
                before.Redirects.Unfinish?.Text, after.Redirects.Unfinish?.Text),
            (ActivityKind.RedirectUrlsChanged, "Error",
                before.Redirects.Error?.Text, after.Redirects.Error?.Text),
            (ActivityKind.AlertEmailChanged, null, before.AlertEmail?.Text, after.AlertEmail?.Text),
            (ActivityKind.RetryWaitsChanged, null, Shown(before.RetryWaits), Shown(after.RetryWaits)),
        ];
        return all.Where(one => one.Before != one.After);
    }

    private static string? Shown(IReadOnlyList<string> urls) =>
        urls is [] ? null : string.Join(", ", urls.Select(Shown));

    // What stands behind a ? may be a token, and no line can ever be taken back.
    private static string Shown(string url) => url.Split('?', 2) is [var address, var query]
        ? $"{address}?({Fingerprint.Of(query)})"
        : url;

    private static string? Shown(IReadOnlyList<TimeSpan>? waits) => waits is null ? null : RetrySchedule.Text(waits);
}
