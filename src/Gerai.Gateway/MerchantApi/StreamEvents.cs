using System.Globalization;
using System.Text;
using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gerai.MerchantApi;

/// <summary>
/// GET /gerai/v1/events/stream: events as they happen, as server-sent events, whether or not the merchant has an
/// address. Each carries the notification that would be posted for it.
/// </summary>
/// <remarks>
/// Two nodes commit at once, so an event may become visible after a later one. The stream therefore looks back a
/// little at every round and leaves out what it has sent; who reconnects gets that little again, and leaves out by id.
/// </remarks>
internal sealed class StreamEvents(
    IEventLog log,
    PaymentProcessor processor,
    MerchantAuthentication authentication,
    MerchantAccounts merchants,
    StreamLimit limit,
    MerchantNews news,
    IHostApplicationLifetime lifetime,
    TimeProvider time)
{
    /// <summary>
    /// How far it looks back: longer than a write may wait for the database, with something for clocks that differ.
    /// </summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    public static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);

    private const int CountMax = 500;

    private static readonly MerchantReply TooManyStreams = MerchantReply.No(
        StatusCodes.Status429TooManyRequests,
        "too_many_streams",
        $"At most {StreamLimit.StreamsMax} streams of a merchant may be open.");

    public static async Task<MerchantReply?> HandleAsync(MerchantCall call) =>
        await call.Get<StreamEvents>().AnswerAsync(call);

    private async Task<MerchantReply?> AnswerAsync(MerchantCall call)
    {
        var after = EventQuery.Cursor(call.Http.Request.Query, "after", out var complaint);
        if (complaint.Length > 0)
        {
            return MerchantReply.Malformed(complaint);
        }

        if (!limit.TryEnter(call.Merchant.Id))
        {
            return TooManyStreams;
        }

        // An open stream must not hold up a shutdown.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            call.Cancel, lifetime.ApplicationStopping);
        try
        {
            await RunAsync(call, after, either.Token);
        }
        catch (Exception gone) when (
            gone is IOException || (gone is OperationCanceledException && either.IsCancellationRequested))
        {
            // The listener has gone, or we have. It will come again with its last cursor.
        }
        finally
        {
            limit.Leave(call.Merchant.Id);
        }

        return null;
    }

    private async Task RunAsync(MerchantCall call, EventCursor? after, CancellationToken cancel)
    {
        var response = call.Http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";

        // Who comes without a cursor wants what happens from now on, and no event from before.
        var start = time.GetUtcNow();
        var place = after ?? new EventCursor(start, null);
        var floor = after is null ? start : DateTimeOffset.UnixEpoch;
        var ready = MerchantReply.Object(json => json.WriteString("at", EventJson.Time(start)));
        await WriteAsync(response, "ready", place, ready, cancel);
        var sent = new Dictionary<EventId, DateTimeOffset>();
        var heardAt = time.GetTimestamp();
        while (true)
        {
            // First the signal, then the look: what happens in between is seen at the next one.
            var change = news.NextAsync(call.Merchant.Id);
            var isBusy = false;
            var from = new EventCursor(Max(place.At - Overlap, floor), null);
            await foreach (var next in UnsentAsync(call.Merchant, from, sent, cancel))
            {
                place = next.At > place.At ? next : place;
                var message = await MessageAsync(call, next, cancel);
                await WriteAsync(response, "event", place, message, cancel);
                heardAt = time.GetTimestamp();
                isBusy = true;
            }

            Forget(sent, place.At - Overlap);
            if (time.GetElapsedTime(heardAt) >= HeartbeatEvery)
            {
                if (!await IsStillWelcomeAsync(call, cancel))
                {
                    return;
                }

                await response.WriteAsync(": still here\n\n", cancel);
                heardAt = time.GetTimestamp();
            }

            if (isBusy)
            {
                // While there is something at each look, signals are left aside: a busy merchant's stream looks four
                // times a second, and not once for each charge.
                await Task.Delay(LookEvery, time, cancel);
            }
            else
            {
                await WaitAsync(change, cancel);
            }
        }
    }

    private async Task WaitAsync(Task change, CancellationToken cancel)
    {
        try
        {
            await change.WaitAsync(LookEvery, time, cancel);
        }
        catch (TimeoutException)
        {
            // Nothing was heard: time to look.
        }
    }

    private async IAsyncEnumerable<EventCursor> UnsentAsync(
        Merchant merchant,
        EventCursor from,
        Dictionary<EventId, DateTimeOffset> sent,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        IReadOnlyList<EventCursor> page;
        do
        {
            page = await log.CursorsAsync(merchant.Id, from, CountMax, cancel);
            foreach (var next in page)
            {
                from = next;
                if (sent.TryAdd(next.Event!.Value, next.At))
                {
                    yield return next;
                }
            }
        }
        while (page.Count == CountMax);
    }

    // With the key as it is now, like every notification (protocol 6.20).
    private async Task<byte[]> MessageAsync(MerchantCall call, EventCursor next, CancellationToken cancel)
    {
        var id = next.Event!.Value;
        var payment = await processor.FindVersionAsync(id.Transaction, id.Version, cancel)
            ?? throw new InvalidOperationException($"The event {id} has no payment.");
        var merchant = await merchants.FindAsync(call.Merchant.Id, cancel) ?? call.Merchant;
        var body = TransactionBody.Notification(payment, merchant.ServerKey.Text);
        var now = time.GetUtcNow();
        var headers = NotificationHeaders.For(id, next.At, attempt: 1, merchant, body, now);
        return MerchantReply.Object(json =>
        {
            json.WriteString("id", id.ToString());
            json.WriteString("at", EventJson.Time(next.At));
            json.WriteString("order_id", payment.Order.Text);
            json.WriteString("transaction_status", WireFormat.Status(payment.Status));
            json.WriteStartObject("headers");
            foreach (var (name, value) in NotificationSender.DocumentedHeaders.Concat(headers.Lines()))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteString("body", Encoding.UTF8.GetString(body));
        });
    }

    // A key that was changed or an account that was closed ends the stream that was opened with it.
    private async Task<bool> IsStillWelcomeAsync(MerchantCall call, CancellationToken cancel) =>
        await authentication.AuthenticateAsync(
            call.Http.Request.Headers.Authorization, call.Http.Connection.RemoteIpAddress, cancel) is
        { Merchant.ClosedAt: null };

    private static async Task WriteAsync(
        HttpResponse response, string kind, EventCursor place, byte[] data, CancellationToken cancel)
    {
        await response.WriteAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"event: {kind}\nid: {place}\ndata: {Encoding.UTF8.GetString(data)}\n\n"),
            cancel);
        await response.Body.FlushAsync(cancel);
    }

    private static void Forget(Dictionary<EventId, DateTimeOffset> sent, DateTimeOffset before)
    {
        foreach (var (id, _) in sent.Where(one => one.Value < before).ToList())
        {
            sent.Remove(id);
        }
    }

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
