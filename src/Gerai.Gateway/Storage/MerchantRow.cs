using System.Globalization;
using Gerai.Merchants;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>A merchant with one of its webhook secrets, as the database returns it.</summary>
internal sealed class MerchantRow
{
    public required string MerchantId { get; init; }

    public required string Name { get; init; }

    public required string ClientKey { get; init; }

    public required string NotificationUrls { get; init; }

    public string? AlertEmail { get; init; }

    public string? FinishUrl { get; init; }

    public string? UnfinishUrl { get; init; }

    public string? ErrorUrl { get; init; }

    public string? MailsOff { get; init; }

    public string? CustomField1Name { get; init; }

    public string? CustomField2Name { get; init; }

    public string? CustomField3Name { get; init; }

    public required string Stores { get; init; }

    public long? ClosedAtMs { get; init; }

    public string? RetryWaits { get; init; }

    public required string ServerKeySealed { get; init; }

    public string? WebhookSecretSealed { get; init; }

    public long? WebhookSecretUntilMs { get; init; }

    /// <summary>The merchant that all these rows are about, or nobody when there are none.</summary>
    public static Merchant? ToMerchant(IReadOnlyList<MerchantRow> rows, SecretSeal seal) => rows is [var row, ..]
        ? new Merchant
        {
            Id = Values.MerchantId.Parse(row.MerchantId),
            Name = row.Name,
            ServerKey = new ServerKey(seal.Open(row.ServerKeySealed)),
            WebhookSecrets =
                [.. rows.Where(one => one.WebhookSecretSealed is not null).Select(one => one.Secret(seal))],
            ClientKey = row.ClientKey,
            NotificationUrls = row.NotificationUrls.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            AlertEmail = row.AlertEmail is { Length: > 0 } email ? EmailAddress.Of(email) : null,
            WantsTroubleMail = string.IsNullOrEmpty(row.MailsOff),
            FieldNames = new CustomFieldNames(row.CustomField1Name, row.CustomField2Name, row.CustomField3Name),
            Redirects = new RedirectUrls
            {
                Finish = Redirect(row.FinishUrl),
                Unfinish = Redirect(row.UnfinishUrl),
                Error = Redirect(row.ErrorUrl),
            },
            Stores = [.. row.Stores.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<StoreChain>)],
            ClosedAt = Moment(row.ClosedAtMs),
            RetryWaits = row.RetryWaits?.Split(',').Select(Wait).ToList(),
        }
        : null;

    private WebhookSecret Secret(SecretSeal seal) =>
        WebhookSecret.Parse(seal.Open(WebhookSecretSealed!)) with { ValidUntil = Moment(WebhookSecretUntilMs) };

    private static RedirectUrl? Redirect(string? url) => url is null ? null : RedirectUrl.Of(url);

    private static TimeSpan Wait(string milliseconds) =>
        TimeSpan.FromMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));

    private static DateTimeOffset? Moment(long? milliseconds) =>
        milliseconds is { } moment ? DateTimeOffset.FromUnixTimeMilliseconds(moment) : null;
}
