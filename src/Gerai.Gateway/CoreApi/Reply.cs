using Gerai.Values;
using Gerai.Wire;
using Microsoft.AspNetCore.Http;

namespace Gerai.CoreApi;

/// <summary>An answer, ready to be sent.</summary>
internal sealed record Reply(int HttpStatus, byte[] Body, bool IsSuccess)
{
    // Protocol 1.33.
    private const string ContentType = "application/json;charset=UTF-8";

    /// <summary>Whatever went well travels with 200, also body code 201 or 407 (protocol 1.49, 1.50).</summary>
    public static Reply Success(byte[] body) => new(StatusCodes.Status200OK, body, IsSuccess: true);

    public static Reply No(Refusal refusal, RandomSource random) =>
        new(refusal.HttpStatus, Responses.Body(refusal, random.NextUuid()), IsSuccess: false);

    public async Task SendAsync(HttpResponse response, CancellationToken cancel)
    {
        response.StatusCode = HttpStatus;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, cancel);
    }
}
