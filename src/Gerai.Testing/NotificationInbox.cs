using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Gerai.Testing;

/// <summary>
/// The sandbox's own receiver: a merchant that answers 200 to everything and keeps it. A test that has no shop
/// listening reads here what its shop would have heard.
/// </summary>
/// <example><code>var told = await gerai.Inbox.NextAsync();</code></example>
public sealed class NotificationInbox
{
    internal const string Path = "/inbox";

    private readonly TimeSpan patience;
    private readonly Lock gate = new();
    private readonly List<InboxNotification> heard = [];
    private readonly Channel<InboxNotification> arrived = Channel.CreateUnbounded<InboxNotification>();
    private int read;

    internal NotificationInbox(TimeSpan patience) => this.patience = patience;

    /// <summary>Its address, to be notified beside a shop: see <see cref="GeraiSandbox.NotifyAtAsync"/>.</summary>
    public Uri Address { get; internal set; } = new("http://127.0.0.1/");

    /// <summary>All it has heard so far, in the order it arrived, whether read or not.</summary>
    public IReadOnlyList<InboxNotification> Heard
    {
        get
        {
            lock (gate)
            {
                return [.. heard];
            }
        }
    }

    /// <summary>What has arrived and was not yet read with <c>NextAsync</c>.</summary>
    public IReadOnlyList<InboxNotification> Unread
    {
        get
        {
            lock (gate)
            {
                return [.. heard.Skip(Volatile.Read(ref read))];
            }
        }
    }

    internal Func<IReadOnlyList<string>> Addresses { get; set; } = () => [];

    /// <summary>The next notification, in the order they arrive; waits for it if it has not come yet.</summary>
    /// <exception cref="TimeoutException">None came in time; the message says what was heard instead.</exception>
    public Task<InboxNotification> NextAsync(CancellationToken cancel = default) =>
        NextAsync(_ => true, "notification", cancel);

    /// <summary>The next notification that tells this state; others before it are passed over.</summary>
    /// <param name="transactionStatus">As on the wire: <c>pending</c>, <c>settlement</c>, <c>expire</c>, …</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="TimeoutException">None came in time; the message says what was heard instead.</exception>
    public Task<InboxNotification> NextAsync(string transactionStatus, CancellationToken cancel = default) => NextAsync(
        told => told.TransactionStatus == transactionStatus, $"notification of \"{transactionStatus}\"", cancel);

    internal async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers
            .Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()));
        var told = new InboxNotification(Address.ToString(), headers, body.ToArray());
        lock (gate)
        {
            heard.Add(told);
            arrived.Writer.TryWrite(told);
        }
    }

    private async Task<InboxNotification> NextAsync(
        Func<InboxNotification, bool> isMeant, string wanted, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            while (true)
            {
                var next = await arrived.Reader.ReadAsync(either.Token);
                Interlocked.Increment(ref read);
                if (isMeant(next))
                {
                    return next;
                }
            }
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new TimeoutException(Complaint(wanted), late);
        }
    }

    private string Complaint(string wanted)
    {
        var all = Heard;
        var soFar = all.Count == 0 ? "Nothing was heard so far" : $"Heard so far: {string.Join(", ", all)}";
        var addresses = Addresses();
        var notified = addresses.Count == 0 ? "nobody" : string.Join(", ", addresses);
        var elsewhere = addresses.Contains(Address.ToString())
            ? "Retries and expiry wait for Clock.AdvanceAsync."
            : $"This sandbox notifies {notified}, not its inbox.";
        return $"No {wanted} came within {patience.TotalSeconds:0.#} s. {soFar}. {elsewhere}";
    }
}
