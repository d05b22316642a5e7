using System.Globalization;
using Gerai.Merchants;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// Changes settings of a merchant in somebody's name: each with its line of activity, all in one transaction. Two
/// people may change different settings at once; of two who change the same one, the second writes nothing.
/// </summary>
internal static class MerchantSettings
{
    /// <summary>The one kind of mail there is, as the books name what is switched off.</summary>
    public const string MailsOff = "EndpointTrouble";

    private static readonly IReadOnlyList<Setting> All =
    [
        new(
            ActivityKind.NameChanged,
            null,
            merchant => merchant.Name,
            "select name from merchants where merchant_id = @id",
            "update merchants set name = @value where merchant_id = @id"),
        new(
            ActivityKind.NotificationUrlsChanged,
            null,
            merchant => string.Join('\n', merchant.NotificationUrls),
            "select notification_urls from merchants where merchant_id = @id",
            "update merchants set notification_urls = @value where merchant_id = @id"),
        new(
            ActivityKind.AlertEmailChanged,
            null,
            merchant => merchant.AlertEmail?.Text ?? "",
            "select alert_email from merchants where merchant_id = @id",
            "update merchants set alert_email = @value where merchant_id = @id"),
        new(
            ActivityKind.RedirectUrlsChanged,
            "finish",
            merchant => merchant.Redirects.Finish?.Text ?? "",
            "select finish_url from merchants where merchant_id = @id",
            "update merchants set finish_url = nullif(@value, '') where merchant_id = @id"),
        new(
            ActivityKind.RedirectUrlsChanged,
            "unfinish",
            merchant => merchant.Redirects.Unfinish?.Text ?? "",
            "select unfinish_url from merchants where merchant_id = @id",
            "update merchants set unfinish_url = nullif(@value, '') where merchant_id = @id"),
        new(
            ActivityKind.RedirectUrlsChanged,
            "error",
            merchant => merchant.Redirects.Error?.Text ?? "",
            "select error_url from merchants where merchant_id = @id",
            "update merchants set error_url = nullif(@value, '') where merchant_id = @id"),
        new(
            ActivityKind.RetryWaitsChanged,
            null,
            WaitsText,
            "select retry_waits from merchants where merchant_id = @id",
            "update merchants set retry_waits = nullif(@value, '') where merchant_id = @id"),
        new(
            ActivityKind.MailSwitched,
            null,
            merchant => merchant.WantsTroubleMail ? "" : MailsOff,
            "select mails_off from merchants where merchant_id = @id",
            "update merchants set mails_off = nullif(@value, '') where merchant_id = @id"),
        new(
            ActivityKind.CustomFieldNamed,
            "custom_field1",
            merchant => merchant.FieldNames.First ?? "",
            "select custom_field1_name from merchants where merchant_id = @id",
            "update merchants set custom_field1_name = nullif(@value, '') where merchant_id = @id"),
        new(
            ActivityKind.CustomFieldNamed,
            "custom_field2",
            merchant => merchant.FieldNames.Second ?? "",
            "select custom_field2_name from merchants where merchant_id = @id",
            "update merchants set custom_field2_name = nullif(@value, '') where merchant_id = @id"),
        new(
            ActivityKind.CustomFieldNamed,
            "custom_field3",
            merchant => merchant.FieldNames.Third ?? "",
            "select custom_field3_name from merchants where merchant_id = @id",
            "update merchants set custom_field3_name = nullif(@value, '') where merchant_id = @id"),
    ];

    public static SettingsChange Change(
        WriteSession session, SecretSeal seal, Merchant seen, Merchant wanted, Actor by, DateTimeOffset now)
    {
        if (Read(session, wanted.Id, All[0]) is null)
        {
            return SettingsChange.NoSuchMerchant;
        }

        ActivityLines.Lock(session, wanted.Id);
        var changes = All.Where(setting => setting.Text(seen) != setting.Text(wanted))
            .Select(setting => (Setting: setting, Before: Read(session, wanted.Id, setting)))
            .Where(change => change.Before != change.Setting.Text(wanted))
            .ToList();
        if (changes.Any(change => change.Before != change.Setting.Text(seen)))
        {
            return SettingsChange.Overtaken;
        }

        foreach (var (setting, before) in changes)
        {
            var after = setting.Text(wanted);
            session.Execute(setting.Write, ("value", after), ("id", wanted.Id.ToString()));
            ActivityLines.Append(session, seal, new Activity
            {
                Merchant = wanted.Id,
                Kind = setting.Kind,
                By = by,
                At = now,
                About = setting.About,
                Before = before,
                After = after,
            });
        }

        return SettingsChange.Changed;
    }

    /// <summary>Milliseconds with commas between them; nothing for the gateway's own schedule.</summary>
    public static string WaitsText(Merchant merchant) => merchant.RetryWaits is { } waits
        ? string.Join(',', waits.Select(wait => ((long)wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)))
        : "";

    // Nothing and an empty text are the same in these columns.
    private static string? Read(WriteSession session, MerchantId id, Setting setting) => session.Query(
        setting.Read,
        row => row.IsDBNull(0) ? "" : row.GetString(0),
        ("id", id.ToString())) is [var text] ? text : null;

    /// <summary>One setting: how a merchant says it, and where it stands in the books.</summary>
    private sealed record Setting(
        ActivityKind Kind, string? About, Func<Merchant, string> Text, string Read, string Write);
}
