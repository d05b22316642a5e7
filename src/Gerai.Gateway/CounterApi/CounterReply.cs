using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Gerai.CounterApi;

/// <summary>An answer ready to be sent: HTTP status and JSON.</summary>
internal sealed record CounterReply(int Status, byte[] Body)
{
    private const int RetryAfterSeconds = 5;

    /// <summary>The reason it gives, if it says no.</summary>
    public string? Refusal { get; init; }

    public async Task SendAsync(HttpResponse response, CancellationToken cancel)
    {
        response.StatusCode = Status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = Body.Length;
        if (Status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        if (Status == StatusCodes.Status405MethodNotAllowed)
        {
            response.Headers.Allow = HttpMethods.Post;
        }

        await response.Body.WriteAsync(Body, cancel);
    }
}
