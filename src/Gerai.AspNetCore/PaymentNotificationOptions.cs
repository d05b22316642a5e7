using System.Data.Common;

namespace Gerai.AspNetCore;

/// <summary>Every setting of the notification endpoint and its inbox; none is needed.</summary>
/// <remarks>The server key is that of the client: <c>services.AddGerai(…)</c>.</remarks>
public sealed class PaymentNotificationOptions
{
    /// <summary>
    /// Where the inbox is kept: <c>Data Source=…</c> for a SQLite file, <c>Host=…</c> for PostgreSQL. A file
    /// <c>gerai-inbox.db</c> in the working directory unless set. Several instances of a shop share one PostgreSQL
    /// database; a SQLite file is for those on one machine.
    /// </summary>
    public string Database { get; set; } = "Data Source=gerai-inbox.db";

    /// <summary>
    /// Keeps the inbox in the shop's own database instead, SQLite or PostgreSQL: opens a connection, which the inbox
    /// closes. With it a handler that takes a <see cref="DbTransaction"/> writes the order in the same transaction.
    /// </summary>
    public Func<IServiceProvider, CancellationToken, Task<DbConnection>>? OpenShopDatabase { get; set; }

    /// <summary>Server keys that are still good besides that of the client, while keys rotate.</summary>
    public IList<string> EarlierServerKeys { get; } = [];

    /// <summary>
    /// Your webhook secrets, <c>whsec_…</c>. When there is one, a notification must also bear the headers of Standard
    /// Webhooks, which cover every byte. Gerai sends them; Midtrans does not.
    /// </summary>
    public IList<string> WebhookSecrets { get; } = [];

    /// <summary>
    /// Asks the status endpoint before a notification is handed over, since <c>signature_key</c> does not cover the
    /// status. What the gateway does not confirm is recorded as <see cref="InboxState.Refused"/>. While it does not
    /// answer, the notification waits.
    /// </summary>
    public bool AskStatusBeforeBelieving { get; set; }

    /// <summary>The longest body that is read, in bytes: 1,024 to 1,048,576, 65,536 unless set.</summary>
    public int BodyBytesMax { get; set; } = 65_536;

    /// <summary>How long a sender may take for its body: 1 second to 1 minute, 5 seconds unless set.</summary>
    public TimeSpan BodyTimeMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a call of the handler may take before its token is cancelled: 1 second to 1 hour, 1 minute unless set.
    /// A payment whose process was killed meanwhile is taken up again half a minute after that.
    /// </summary>
    public TimeSpan HandlerTimeMax { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How often the handler is called with a notification before it is parked: 1 to 100, 12 unless set, which is about
    /// half an hour. The waits double from one second up to ten minutes.
    /// </summary>
    public int HandlerAttemptsMax { get; set; } = 12;

    /// <summary>How many payments are handled at once in this process: 1 to 64, 4 unless set.</summary>
    public int HandlersAtOnceMax { get; set; } = 4;

    /// <summary>
    /// How long a payment's notifications are kept after the last change, which is also how long a repeated one is
    /// recognised: 1 to 3,650 days, 90 days unless set. What waits or is parked is kept.
    /// </summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How often the status of an expected payment is asked for while no notification says how it ended: 1 minute to 1
    /// day, 1 hour unless set. Notifications come within seconds and are repeated for hours, so this is a safety net.
    /// </summary>
    public TimeSpan AskEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long after the expiry of an expected payment its status is asked for: 1 second to 1 day, 5 minutes unless
    /// set. The expiry notification is due 90 seconds after the expiry, and a customer at the counter has some grace.
    /// </summary>
    public TimeSpan AskAfterExpiry { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long after its expiry an expected payment is given up when the gateway never says how it ended: 1 hour to 30
    /// days, 3 days unless set. A warning is then logged.
    /// </summary>
    public TimeSpan AskUntil { get; set; } = TimeSpan.FromDays(3);
}
