using System.Data.Common;
using Gerai.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gerai.AspNetCore.Inbox;

/// <summary>Takes one notification: reads, verifies and stores it. Answers 200 only when it is safely stored.</summary>
internal sealed class NotificationReceiver(
    NotificationTable table,
    InboxSignal signal,
    InboxMetrics metrics,
    IOptions<PaymentNotificationOptions> options,
    IOptions<GeraiClientOptions> client,
    TimeProvider time,
    ILogger<NotificationReceiver> logger)
{
    private const int IdLengthMax = 100;

    public async Task ReceiveAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            await SayAsync(context, StatusCodes.Status405MethodNotAllowed, "Notifications are posted.");
            return;
        }

        if (await BodyAsync(context) is not { } body)
        {
            return;
        }

        if (!IsSigned(context.Request, body))
        {
            await RefuseAsync(
                context, StatusCodes.Status403Forbidden, "bad_signature", "The signature is not by this shop's key.");
            return;
        }

        if (Read(body) is not { } notification)
        {
            await RefuseAsync(
                context, StatusCodes.Status400BadRequest, "malformed", "The body is no notification of a payment.");
            return;
        }

        if (notification.IsTest)
        {
            // Protocol 6.40: no order of the shop, so no word to the handler.
            metrics.Received("test");
            InboxLog.Tested(logger, notification.Transaction.OrderId);
            return;
        }

        await StoreAsync(context, notification);
    }

    private async Task StoreAsync(HttpContext context, PaymentNotification notification)
    {
        var payment = notification.Transaction;
        var message = new InboxMessage(notification, MessageSource.Notification);
        try
        {
            // Not given up when the sender is: what was sent is worth keeping.
            var isNew = await table.StoreAsync(message, time.GetUtcNow(), CancellationToken.None);
            metrics.Received(isNew ? "stored" : "duplicate");
            if (isNew)
            {
                InboxLog.Stored(logger, payment.OrderId, payment.StatusText, payment.TransactionId);
                signal.Raise();
            }
            else
            {
                InboxLog.Repeated(logger, payment.OrderId, payment.StatusText, payment.TransactionId);
            }
        }
        catch (Exception failure) when (failure is DbException or TimeoutException)
        {
            // Protocol 6.25: after 503 the gateway tries four times more, after 500 only once.
            metrics.Received("not_stored");
            InboxLog.NotStored(logger, failure);
            await SayAsync(context, StatusCodes.Status503ServiceUnavailable, "Not stored; please send it again.");
        }
    }

    /// <summary>Null when it has been refused.</summary>
    private async Task<byte[]?> BodyAsync(HttpContext context)
    {
        var bytesMax = options.Value.BodyBytesMax;
        using var late = new CancellationTokenSource(options.Value.BodyTimeMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        try
        {
            var body = await ReadAsync(context.Request, bytesMax, either.Token);
            if (body is null)
            {
                await RefuseTooLargeAsync(context);
            }

            return body;
        }
        // The application's own limit may be smaller.
        catch (BadHttpRequestException wrong) when (wrong.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await RefuseTooLargeAsync(context);
        }
        catch (Exception broken) when (broken is BadHttpRequestException or OperationCanceledException or IOException)
        {
            await RefuseAsync(
                context, StatusCodes.Status408RequestTimeout, "too_slow", "The body did not come in time.");
        }

        return null;
    }

    private Task RefuseTooLargeAsync(HttpContext context) => RefuseAsync(
        context, StatusCodes.Status413PayloadTooLarge, "too_large", "The body is too large for a notification.");

    private static async Task<byte[]?> ReadAsync(HttpRequest request, int bytesMax, CancellationToken cancel)
    {
        if (request.ContentLength > bytesMax)
        {
            return null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[4_096];
        while (await request.Body.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            if (body.Length + count > bytesMax)
            {
                return null;
            }

            body.Write(buffer, 0, count);
        }

        return body.ToArray();
    }

    private bool IsSigned(HttpRequest request, byte[] body)
    {
        string[] keys = [client.Value.ServerKey, .. options.Value.EarlierServerKeys];
        return NotificationSignature.Verify(body, keys)
            && (options.Value.WebhookSecrets.Count == 0 || WebhookSignature.Verify(
                request.Headers[WebhookSignature.IdHeader],
                request.Headers[WebhookSignature.TimestampHeader],
                request.Headers[WebhookSignature.SignatureHeader],
                body,
                options.Value.WebhookSecrets,
                time));
    }

    private static PaymentNotification? Read(byte[] body)
    {
        try
        {
            var notification = PaymentNotification.Parse(body);
            var payment = notification.Transaction;
            return IsWord(payment.TransactionId) && IsWord(payment.StatusText) && IsWord(payment.OrderId)
                ? notification
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // They become keys of rows and words of a log.
    private static bool IsWord(string text) =>
        text.Length is > 0 and <= IdLengthMax && !text.Any(char.IsControl) && !text.Any(char.IsSurrogate);

    private async Task RefuseAsync(HttpContext context, int status, string outcome, string sentence)
    {
        metrics.Received(outcome);
        InboxLog.NotTaken(logger, sentence);
        await SayAsync(context, status, sentence);
    }

    private static Task SayAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.RequestAborted.IsCancellationRequested
            ? Task.CompletedTask
            : context.Response.WriteAsync(sentence, CancellationToken.None);
    }
}
