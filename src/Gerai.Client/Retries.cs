using System.Globalization;
using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Gerai.Client;

/// <summary>
/// Which failures may pass, and how long to wait for that: twice as long each time and a little off, so that many shops
/// do not come back at the same moment; or as long as the gateway asks for.
/// </summary>
internal sealed class Retries(GeraiClientOptions options, TimeProvider time, CallMetrics metrics, ILogger logger)
{
    public static readonly ResiliencePropertyKey<Call> CallKey = new("Gerai.Call");

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(8);

    /// <summary>Answers come in well under ten seconds, or not at all (protocol 1.36).</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    public ResiliencePipeline<HttpResponseMessage> Build()
    {
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        if (options.Attempts > 1)
        {
            pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = options.Attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstWait,
                MaxDelay = WaitMax,

                // Read below, since a date in it is to be seen by the same clock as all else.
                ShouldRetryAfterHeader = false,
                DelayGenerator = arguments => ValueTask.FromResult(AskedFor(arguments.Outcome.Result)),
                ShouldHandle = arguments => ValueTask.FromResult(MayPass(arguments)),
                OnRetry = Tell,
            });
        }

        return pipeline.AddTimeout(new HttpTimeoutStrategyOptions { Timeout = AttemptTimeout }).Build();
    }

    /// <summary>No connection, a broken one, or a time limit; nothing is known of what the gateway did.</summary>
    public static bool IsNoAnswer(Exception failed) => failed is HttpRequestException or TimeoutRejectedException;

    /// <summary>Whether another attempt may fare better, and there is time for the wait that is asked for.</summary>
    public bool MayPass(Call call, HttpResponseMessage response) =>
        MayPass(CodeOf(call, response.StatusCode))
        && (AskedFor(response) ?? TimeSpan.Zero) < options.Timeout - time.GetElapsedTime(call.StartedAt);

    private bool MayPass(RetryPredicateArguments<HttpResponseMessage> arguments)
    {
        if (arguments.Outcome.Exception is { } failed)
        {
            // An answer that is too long once is too long again.
            return IsNoAnswer(failed)
                && failed is not HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded };
        }

        return arguments.Outcome.Result is { } response
            && MayPass(arguments.Context.Properties.GetValue(CallKey, null!), response);
    }

    // 202 as a code of HTTP: an earlier attempt with this idempotency key still runs (protocol 1.39). 501 and 505 mean
    // that this cannot be done at all.
    private static bool MayPass(int code) => code is 202 or 408 or 429 or (>= 500 and < 600 and not 501 and not 505);

    // An error may come inside an HTTP 200. A payment's own 202, denied, does not.
    private static int CodeOf(Call call, HttpStatusCode http) =>
        http is HttpStatusCode.OK && int.TryParse(call.Message?.StatusCode, Plain, out var code) && code >= 400
            ? code
            : (int)http;

    private TimeSpan? AskedFor(HttpResponseMessage? response)
    {
        var header = response?.Headers.RetryAfter;
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }

    private ValueTask Tell(OnRetryArguments<HttpResponseMessage> arguments)
    {
        var call = arguments.Context.Properties.GetValue(CallKey, null!);
        metrics.Retried(call);
        ClientLog.Retrying(
            logger,
            call.Operation,
            call.Id,
            call.AttemptsMade,
            arguments.Outcome.Exception?.GetType().Name ?? $"HTTP {(int)arguments.Outcome.Result!.StatusCode}",
            arguments.RetryDelay);
        return ValueTask.CompletedTask;
    }
}
