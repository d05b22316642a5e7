using Gerai.Merchants;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;
using Gerai.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Gerai.CoreApi;

/// <summary>
/// The door for merchants' servers. Every path that no other door answers ends here, so that a stranger too gets a
/// JSON object (protocol 1.5).
/// </summary>
internal sealed class CoreApiRoutes(
    MerchantAuthentication authentication,
    PaymentProcessor processor,
    Idempotency idempotency,
    IVoucherAddresses vouchers,
    RequestLimit limit,
    CoreApiOptions options,
    StoreOptions stores,
    RandomSource random,
    ILogger<CoreApiRoutes> log)
{
    // Documented without status_code (protocol 1.58).
    private static readonly byte[] TooManyRequests = """{"message":"API rate limit exceeded"}"""u8.ToArray();

    public void Map(IEndpointRouteBuilder app) => app.Map("/{**path}", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        Reply reply;
        try
        {
            reply = await AnswerAsync(context, cancel);
        }
        catch (Exception broken) when (!cancel.IsCancellationRequested)
        {
            // The edge: the one place that turns a failure of ours into an answer.
            reply = Reply.No(Responses.Broken, random);
            log.LogError(broken, "A Core API request failed and was answered 500");
        }

        await reply.SendAsync(context.Response, cancel);
    }

    // The order of checks is part of the protocol (4.29).
    private async Task<Reply> AnswerAsync(HttpContext context, CancellationToken cancel)
    {
        var rawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (CoreApiPath.Find(rawTarget) is not var (endpoint, id))
        {
            return Reply.No(Responses.UnknownPath, random);
        }

        if (context.Request.Method != endpoint.Method)
        {
            context.Response.Headers.Allow = endpoint.Method;
            return Reply.No(Responses.MethodNotAllowed, random);
        }

        var authorization = context.Request.Headers.Authorization;
        var from = context.Connection.RemoteIpAddress;
        if (await authentication.AuthenticateAsync(authorization, from, cancel) is not var (merchant, key))
        {
            return Reply.No(Responses.UnknownKey, random);
        }

        if (merchant.ClosedAt is not null)
        {
            return Reply.No(Responses.MerchantClosed, random);
        }

        if (!await limit.TryEnterAsync(merchant.Id))
        {
            return new Reply(StatusCodes.Status429TooManyRequests, TooManyRequests, IsSuccess: false);
        }

        return await endpoint.HandleAsync(new CoreApiCall
        {
            Request = context.Request,
            Id = id,
            Merchant = merchant,
            Key = key,
            Processor = processor,
            Idempotency = idempotency,
            Vouchers = vouchers,
            Options = options,
            Stores = stores,
            Random = random,
            Log = log,
        });
    }
}
