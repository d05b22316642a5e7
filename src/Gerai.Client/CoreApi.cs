using System.Net.Http.Headers;
using System.Text;
using Polly;

namespace Gerai.Client;

/// <summary>Sends calls to a Core API, with retries, until there is an answer to believe.</summary>
internal sealed class CoreApi
{
    /// <summary>Far above the longest answer there is; what is longer comes from somewhere else.</summary>
    public const int AnswerBytesMax = 1_000_000;

    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    private static readonly ProductInfoHeaderValue Product = new(
        GeraiTelemetry.Name, typeof(CoreApi).Assembly.GetName().Version?.ToString(3) ?? "0");

    private readonly Func<HttpClient> http;
    private readonly Uri address;
    private readonly AuthenticationHeaderValue authorization;
    private readonly ResiliencePipeline<HttpResponseMessage> retries;
    private readonly Refusals refusals;

    public CoreApi(
        Func<HttpClient> http, GeraiClientOptions options, ResiliencePipeline<HttpResponseMessage> retries)
    {
        this.http = http;
        this.retries = retries;
        address = options.Target.Address;
        authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(options.ServerKey + ":")));
        refusals = new Refusals(options);
    }

    /// <summary>The payment the answer tells of.</summary>
    /// <exception cref="GeraiException">The answer was no, or there was none.</exception>
    public async Task<Transaction> SendAsync(Call call, CancellationToken cancel)
    {
        var context = ResilienceContextPool.Shared.Get(cancel);
        context.Properties.Set(Retries.CallKey, call);
        try
        {
            using var response = await retries.ExecuteAsync(
                static async (context, state) =>
                    await state.api.AttemptAsync(state.call, context.CancellationToken).ConfigureAwait(false),
                context,
                (api: this, call)).ConfigureAwait(false);
            return refusals.Read(call, response.StatusCode);
        }
        catch (Exception failed) when (Retries.IsNoAnswer(failed))
        {
            throw refusals.NoAnswer(call, failed);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>What to throw when the time of a whole call is over.</summary>
    public GeraiException TimedOut(Call call, OperationCanceledException late) => refusals.NoAnswer(call, late);

    private async Task<HttpResponseMessage> AttemptAsync(Call call, CancellationToken cancel)
    {
        call.Begin();
        using var request = RequestFor(call);
        var response = await http().SendAsync(request, cancel).ConfigureAwait(false);
        var isHeard = false;
        try
        {
            call.Heard(await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false));
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

    private HttpRequestMessage RequestFor(Call call)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(address, call.Path));
        request.Headers.Authorization = authorization;
        request.Headers.Accept.Add(Json);
        request.Headers.UserAgent.Add(Product);
        if (call.Method == HttpMethod.Post)
        {
            // Some proxies refuse a POST without a body or a type, so every action has both (protocol 1.34).
            request.Content = new ByteArrayContent(call.Body ?? "{}"u8.ToArray());
            request.Content.Headers.ContentType = Json;
        }

        if (call.IdempotencyKey is { } key)
        {
            request.Headers.Add("Idempotency-Key", key);
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
