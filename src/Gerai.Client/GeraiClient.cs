using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Gerai.Client.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gerai.Client;

/// <summary>
/// Takes cash payments at store counters: charge, status, cancel, expire. Make one and keep it; it is safe to use from
/// many threads. With dependency injection, <c>services.AddGerai(…)</c> makes it.
/// </summary>
/// <example>
/// <code>
/// using var gerai = new GeraiClient(new GeraiClientOptions { Target = GeraiTarget.Sandbox, ServerKey = key });
/// var payment = await gerai.ChargeAsync(new AlfamartCharge("order-101", 44_000));
/// Console.WriteLine(payment.PaymentCode);
/// </code>
/// </example>
public sealed class GeraiClient : IGeraiClient, IDisposable
{
    // The documented limit of a request (protocol 1.32).
    private const int BodyBytesMax = 16_000;

    // Within the 46 characters a key may have, and the 36 that some believe in (protocol 1.38).
    private const int IdempotencyKeyLength = 32;

    private readonly HttpMessageInvoker? own;
    private readonly CoreApi api;
    private readonly TimeSpan timeout;
    private readonly TimeProvider time;
    private readonly CallMetrics metrics;
    private readonly ILogger logger;

    /// <summary>Makes a client with connections of its own.</summary>
    /// <param name="options">Whom to talk to, and with which key.</param>
    /// <param name="time">Measures waits and limits; the system's unless given.</param>
    /// <param name="logger">Hears of retries.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message says which.</exception>
    public GeraiClient(GeraiClientOptions options, TimeProvider? time = null, ILogger<GeraiClient>? logger = null)
        : this(options, http: null, time, logger, GeraiTelemetry.Meter)
    {
    }

    internal GeraiClient(
        GeraiClientOptions options,
        Func<HttpClient>? http,
        TimeProvider? time,
        ILogger<GeraiClient>? logger,
        Meter meter)
    {
        ArgumentNullException.ThrowIfNull(options);
        var complaints = OptionsCheck.Complaints(options).ToList();
        if (complaints.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', complaints), nameof(options));
        }

        own = http is null ? new HttpMessageInvoker(NewHandler()) : null;
        timeout = options.Timeout;
        this.time = time ?? TimeProvider.System;
        this.logger = (ILogger?)logger ?? NullLogger.Instance;
        metrics = new CallMetrics(meter);
        var retries = new Retries(options, this.time, metrics, this.logger);
        api = new CoreApi((Func<HttpMessageInvoker>?)http ?? (() => own!), options, retries, this.time);
        if (options.Target == GeraiTarget.Sandbox && OptionsCheck.IsProductionKey(options.ServerKey))
        {
            ClientLog.KeyOfProduction(this.logger);
        }
    }

    /// <inheritdoc/>
    public Task<Transaction> ChargeAsync(ChargeRequest charge, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(charge);
        var body = JsonSerializer.SerializeToUtf8Bytes(ChargeBody.Of(charge), ClientJson.Default.ChargeBody);
        if (body.Length > BodyBytesMax)
        {
            throw new ArgumentException(
                $"The charge of {charge.OrderId} is {body.Length} bytes long; {BodyBytesMax} are allowed.",
                nameof(charge));
        }

        var call = new Call("charge", charge.OrderId, HttpMethod.Post, CoreApi.ChargePath)
        {
            Body = body,
            IdempotencyKey = NewKey(),
            AlsoNotify = charge.AlsoNotify,
            NotifyInstead = charge.NotifyInstead,
            StartedAt = time.GetTimestamp(),
        };
        return RunAsync(
            call,
            GeraiError.OrderIdInUse,
            found => found.Amount == charge.Amount && found.Store == charge.Store
                && found.Status is TransactionStatus.Pending or TransactionStatus.Settled,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Transaction> GetStatusAsync(
        string orderOrTransactionId, CancellationToken cancellationToken = default) =>
        RunAsync(
            CallOf("status", HttpMethod.Get, orderOrTransactionId),
            alreadyDone: null,
            isOurs: _ => false,
            cancellationToken);

    /// <inheritdoc/>
    public Task<Transaction> CancelAsync(string orderOrTransactionId, CancellationToken cancellationToken = default) =>
        RunAsync(
            CallOf("cancel", HttpMethod.Post, orderOrTransactionId),
            GeraiError.CannotBeChanged,
            found => found.Status is TransactionStatus.Cancelled,
            cancellationToken);

    /// <inheritdoc/>
    public Task<Transaction> ExpireAsync(string orderOrTransactionId, CancellationToken cancellationToken = default) =>
        RunAsync(
            CallOf("expire", HttpMethod.Post, orderOrTransactionId),
            GeraiError.CannotBeChanged,
            found => found.Status is TransactionStatus.Expired,
            cancellationToken);

    /// <summary>Closes the connections it made; those of a factory are the factory's.</summary>
    public void Dispose() => own?.Dispose();

    /// <summary>Redirects are not followed: the Core API sends none, and the key must not go anywhere else.</summary>
    internal static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,

        // So that a change of the gateway's address is noticed.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    };

    /// <summary>Time is limited here and not there, since several attempts share it.</summary>
    internal static HttpClient Configured(HttpClient http)
    {
        http.Timeout = Timeout.InfiniteTimeSpan;
        http.MaxResponseContentBufferSize = CoreApi.AnswerBytesMax;
        return http;
    }

    // An attempt whose answer got lost may have been carried out. Then a later one is refused, and the status tells
    // what there is (protocol 10.13).
    private async Task<Transaction> RunAsync(
        Call call, GeraiError? alreadyDone, Func<Transaction, bool> isOurs, CancellationToken cancel)
    {
        using var activity = GeraiTelemetry.Activities.HasListeners()
            ? GeraiTelemetry.Activities.StartActivity("gerai " + call.Operation, ActivityKind.Client)
            : null;
        activity?.SetTag("gerai.order_id", call.Id);
        using var limit = new CancellationTokenSource(timeout, time);
        using var given = cancel.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), limit);
        string? code = null;
        try
        {
            var transaction = await SendAsync(call, alreadyDone, isOurs, limit.Token).ConfigureAwait(false);
            code = transaction.StatusCode;
            ClientLog.Answered(logger, call.Operation, call.Id, code, call.AttemptsMade);
            return transaction;
        }
        catch (GeraiException refused)
        {
            code = refused.StatusCode;
            activity?.SetStatus(ActivityStatusCode.Error, refused.Error.ToString());
            throw;
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error, nameof(GeraiError.NoAnswer));
            throw api.TimedOut(call, late);
        }
        finally
        {
            activity?.SetTag("gerai.status_code", code);
            activity?.SetTag("gerai.attempts", call.AttemptsMade);
            metrics.Ended(call, code, time.GetElapsedTime(call.StartedAt));
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Transaction> SendAsync(
        Call call, GeraiError? alreadyDone, Func<Transaction, bool> isOurs, CancellationToken cancel)
    {
        try
        {
            return await api.SendAsync(call, cancel).ConfigureAwait(false);
        }
        catch (GeraiException refused) when (refused.Error == alreadyDone && call.AttemptsMade > 1)
        {
            var found = await FindAsync(call.Id, cancel).ConfigureAwait(false);
            if (found is null || !isOurs(found))
            {
                throw;
            }

            ClientLog.FoundDone(logger, call.Operation, call.Id);
            return found;
        }
    }

    private async Task<Transaction?> FindAsync(string id, CancellationToken cancel)
    {
        try
        {
            return await api.SendAsync(CallOf("status", HttpMethod.Get, id), cancel).ConfigureAwait(false);
        }
        catch (GeraiException)
        {
            // The refusal that led here says more.
            return null;
        }
    }

    private Call CallOf(string operation, HttpMethod method, string orderOrTransactionId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(orderOrTransactionId);
        if (orderOrTransactionId is "." or "..")
        {
            throw new ArgumentException("Dots only are no id.", nameof(orderOrTransactionId));
        }

        var path = $"v2/{Uri.EscapeDataString(orderOrTransactionId)}/{operation}";
        return new Call(operation, orderOrTransactionId, method, path)
        {
            IdempotencyKey = method == HttpMethod.Post ? NewKey() : null,
            StartedAt = time.GetTimestamp(),
        };
    }

    private static string NewKey() => RandomNumberGenerator.GetHexString(IdempotencyKeyLength, lowercase: true);
}
