using Gerai.Pages;
using Gerai.Payments;
using Gerai.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Gerai.Voucher;

/// <summary>
/// Tells an open page how its payment stands, and again when that has changed. A page waits without a thread; it
/// costs a look at the database when its payment changes and at every heartbeat, which finds what other nodes did.
/// </summary>
internal sealed class VoucherEvents(
    PaymentNews news, PaymentProcessor processor, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(30);

    /// <summary>A browser whose page is still open comes again by itself.</summary>
    public static readonly TimeSpan LongestStay = TimeSpan.FromHours(1);

    public async Task SendAsync(HttpContext context, TransactionId id)
    {
        var response = context.Response;
        Page.AddHeaders(response);
        if (!news.TryEnter(id))
        {
            response.Headers.RetryAfter = "60";
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        // An open page must not hold up a shutdown.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await RunAsync(response, id, either.Token);
        }
        catch (Exception gone) when (
            gone is IOException || (gone is OperationCanceledException && either.IsCancellationRequested))
        {
            // The visitor has gone, or we have.
        }
        finally
        {
            news.Leave(id);
        }
    }

    private async Task RunAsync(HttpResponse response, TransactionId id, CancellationToken cancel)
    {
        response.ContentType = "text/event-stream";

        // A proxy that collects answers before it passes them on would keep the news to itself.
        response.Headers["X-Accel-Buffering"] = "no";
        var cameAt = time.GetTimestamp();
        PaymentStatus? told = null;
        do
        {
            // First the signal, then the look: what changes in between is seen at the next one.
            var change = news.NextAsync(id);
            told = await TellAsync(response, id, told, cancel);
            if (told is not (PaymentStatus.Pending or PaymentStatus.Settled))
            {
                return;
            }

            await WaitAsync(change, cancel);
        }
        while (time.GetElapsedTime(cameAt) < LongestStay);
    }

    // By itself, so that the payment and all its details are not kept for as long as the page waits.
    private async Task<PaymentStatus?> TellAsync(
        HttpResponse response, TransactionId id, PaymentStatus? told, CancellationToken cancel)
    {
        if (await processor.FindAsync(id, cancel) is not { } payment)
        {
            return null;
        }

        await response.WriteAsync(
            payment.Status == told ? ": still here\n\n" : $"event: state\ndata: {payment.Status}\n\n", cancel);
        await response.Body.FlushAsync(cancel);
        return payment.Status;
    }

    private async Task WaitAsync(Task change, CancellationToken cancel)
    {
        try
        {
            await change.WaitAsync(HeartbeatEvery, time, cancel);
        }
        catch (TimeoutException)
        {
            // Nothing was heard here: time for a heartbeat.
        }
    }
}
