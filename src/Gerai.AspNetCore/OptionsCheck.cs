using System.Data.Common;
using Gerai.Client;
using Microsoft.Extensions.Options;

namespace Gerai.AspNetCore;

/// <summary>Says what is wrong with the settings, without saying a secret.</summary>
internal sealed class OptionsCheck : IValidateOptions<PaymentNotificationOptions>
{
    public ValidateOptionsResult Validate(string? name, PaymentNotificationOptions options)
    {
        var complaints = Complaints(options).ToList();
        return complaints.Count > 0 ? ValidateOptionsResult.Fail(complaints) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Complaints(PaymentNotificationOptions options)
    {
        if (options.OpenShopDatabase is null && !NamesADatabase(options.Database))
        {
            yield return "Database begins with Data Source= (SQLite) or Host= (PostgreSQL).";
        }

        if (options.EarlierServerKeys.Any(string.IsNullOrWhiteSpace))
        {
            yield return "EarlierServerKeys holds a blank one: anybody could sign with that.";
        }

        if (options.WebhookSecrets.Any(secret => !IsSecret(secret)))
        {
            yield return "WebhookSecrets holds one that is no webhook secret (whsec_…).";
        }

        var limits = new[]
        {
            (options.BodyBytesMax is >= 1_024 and <= 1_048_576, "BodyBytesMax is 1,024 to 1,048,576."),
            (options.HandlerAttemptsMax is >= 1 and <= 100, "HandlerAttemptsMax is 1 to 100."),
            (options.HandlersAtOnceMax is >= 1 and <= 64, "HandlersAtOnceMax is 1 to 64."),
            (Within(options.BodyTimeMax, Second, Minute), "BodyTimeMax is 1 second to 1 minute."),
            (Within(options.HandlerTimeMax, Second, Hour), "HandlerTimeMax is 1 second to 1 hour."),
            (Within(options.KeepFor, Day, 3_650 * Day), "KeepFor is 1 to 3,650 days."),
            (Within(options.AskEvery, Minute, Day), "AskEvery is 1 minute to 1 day."),
            (Within(options.AskAfterExpiry, Second, Day), "AskAfterExpiry is 1 second to 1 day."),
            (Within(options.AskUntil, Hour, 30 * Day), "AskUntil is 1 hour to 30 days."),
        };
        foreach (var (isGood, complaint) in limits)
        {
            if (!isGood)
            {
                yield return complaint;
            }
        }
    }

    private static TimeSpan Second => TimeSpan.FromSeconds(1);

    private static TimeSpan Minute => TimeSpan.FromMinutes(1);

    private static TimeSpan Hour => TimeSpan.FromHours(1);

    private static TimeSpan Day => TimeSpan.FromDays(1);

    private static bool Within(TimeSpan time, TimeSpan min, TimeSpan max) => time >= min && time <= max;

    private static bool NamesADatabase(string? text)
    {
        try
        {
            var settings = new DbConnectionStringBuilder { ConnectionString = text };
            return settings.ContainsKey("Data Source") || settings.ContainsKey("Host");
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsSecret(string secret)
    {
        try
        {
            _ = WebhookSignature.Verify("id", "0", "v1,", [], [secret]);
            return true;
        }
        catch (Exception wrong) when (wrong is FormatException or NullReferenceException)
        {
            return false;
        }
    }
}
