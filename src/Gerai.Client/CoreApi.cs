using System.Runtime.CompilerServices;
using System.Text;
using Polly;
using Polly.Timeout;

namespace Gerai.Client;

/// <summary>Sends calls to a Core API, with retries, until there is an answer to believe.</summary>
internal sealed class CoreApi
{
    /// <summary>Far above the longest answer there is; what is longer comes from somewhere else.</summary>
    public const int AnswerBytesMax = 1_000_000;

    public const string ChargePath = "v2/charge";

    private const string Json = "application/json";

    private static readonly string Product =
        $"{GeraiTelemetry.Name}/{typeof(CoreApi).Assembly.GetName().Version?.ToString(3) ?? "0"}";

    private readonly Func<HttpMessageInvoker> http;
    private readonly Uri address;
    private readonly Uri chargeAddress;
    private readonly string authorization;
    private readonly Retries retries;
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline;
    private readonly TimeProvider time;
    private readonly Refusals refusals;

    public CoreApi(Func<HttpMessageInvoker> http, GeraiClientOptions options, Retries retries, TimeProvider time)
    {
        this.http = http;
        this.retries = retries;
        this.time = time;
        pipeline = retries.Build();
        address = options.Target.Address;
        chargeAddress = new Uri(address, ChargePath);
        authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(options.ServerKey + ":"));
        refusals = new Refusals(options);
    }

    /// <summary>The payment the answer tells of.</summary>
    /// <exception cref="GeraiException">The answer was no, or there was none.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Transaction> SendAsync(Call call, CancellationToken cancel)
    {
        try
        {
            using var response = await TryOnceAsync(call, cancel).ConfigureAwait(false)
                ?? await TryAgainAsync(call, cancel).ConfigureAwait(false);
            return refusals.Read(call, response.StatusCode);
        }
        catch (Exception failed) when (Retries.IsNoAnswer(failed))
        {
            throw refusals.NoAnswer(call, failed);
        }
    }

    /// <summary>What to throw when the time of a whole call is over.</summary>
    public GeraiException TimedOut(Call call, OperationCanceledException late) => refusals.NoAnswer(call, late);

    // Nearly every call is answered at once, and is spared what only retries need. Null when the attempt failed; how is
    // kept with the call.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<HttpResponseMessage?> TryOnceAsync(Call call, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(Retries.AttemptTimeout, time);
        using var given = cancel.UnsafeRegister(static late => ((CancellationTokenSource)late!).Cancel(), late);
        try
        {
            var response = await AttemptAsync(call, late.Token).ConfigureAwait(false);
            if (!retries.MayPass(call, response))
            {
                return response;
            }

            call.First = Outcome.FromResult(response);
        }
        catch (HttpRequestException failed)
        {
            call.First = Outcome.FromException<HttpResponseMessage>(failed);
        }
        catch (OperationCanceledException hung) when (!cancel.IsCancellationRequested)
        {
            call.First = Outcome.FromException<HttpResponseMessage>(
                new TimeoutRejectedException("The attempt took too long.", Retries.AttemptTimeout, hung));
        }

        return null;
    }

    // The first attempt counts: it is handed over as it ended.
    private async ValueTask<HttpResponseMessage> TryAgainAsync(Call call, CancellationToken cancel)
    {
        var context = ResilienceContextPool.Shared.Get(cancel);
        context.Properties.Set(Retries.CallKey, call);
        try
        {
            return await pipeline.ExecuteAsync(
                static async (context, state) =>
                {
                    if (state.call.First is not { } first)
                    {
                        return await state.api.AttemptAsync(state.call, context.CancellationToken)
                            .ConfigureAwait(false);
                    }

                    state.call.First = null;
                    first.ThrowIfException();
                    return first.Result!;
                },
                context,
                (api: this, call)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<HttpResponseMessage> AttemptAsync(Call call, CancellationToken cancel)
    {
        call.Begin();
        using var request = RequestFor(call);

        // Only the head, so that the body is read once and to its place.
        var invoker = http();
        var response = await (invoker is HttpClient client
            ? client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel)
            : invoker.SendAsync(request, cancel)).ConfigureAwait(false);
        var isHeard = false;
        try
        {
            var json = await AnswerBody.ReadAsync(response, AnswerBytesMax, cancel).ConfigureAwait(false);
            call.Heard(json, VoucherUrlOf(call, response));
            isHeard = true;
            return response;
        }
        finally
        {
            if (!isHeard)
            {
                response.Dispose();
            }
        }
    }

    // A customer is sent there, so what a browser would not take for a page is nothing.
    private static Uri? VoucherUrlOf(Call call, HttpResponseMessage response) =>
        call.Path is ChargePath
        && response.Headers.TryGetValues("X-Gerai-Voucher-Url", out var values)
        && Uri.TryCreate(values.First(), UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            ? url
            : null;

    private HttpRequestMessage RequestFor(Call call)
    {
        var path = call.Path is ChargePath ? chargeAddress : new Uri(address, call.Path);
        var request = new HttpRequestMessage(call.Method, path);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.TryAddWithoutValidation("Accept", Json);
        request.Headers.TryAddWithoutValidation("User-Agent", Product);
        if (call.Method == HttpMethod.Post)
        {
            // Some proxies refuse a POST without a body or a type, so every action has both (protocol 1.34).
            request.Content = new ByteArrayContent(call.Body ?? "{}"u8.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", Json);
        }

        if (call.IdempotencyKey is { } key)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        AddAddresses(request, "X-Append-Notification", call.AlsoNotify);
        AddAddresses(request, "X-Override-Notification", call.NotifyInstead);
        return request;
    }

    private static void AddAddresses(HttpRequestMessage request, string header, IReadOnlyList<Uri> addresses)
    {
        if (addresses.Count > 0)
        {
            request.Headers.Add(header, string.Join(',', addresses.Select(one => one.AbsoluteUri)));
        }
    }
}
