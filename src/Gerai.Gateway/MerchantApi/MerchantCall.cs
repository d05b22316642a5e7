using Gerai.Merchants;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.MerchantApi;

/// <summary>One request of a known merchant, and the key it came with.</summary>
internal sealed record MerchantCall(HttpContext Http, Merchant Merchant, ServerKey Key)
{
    public CancellationToken Cancel => Http.RequestAborted;

    /// <returns>Nothing when the body is larger than allowed.</returns>
    public async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(int bytesMax)
    {
        if (Http.Request.ContentLength > bytesMax)
        {
            return null;
        }

        // One byte more than allowed, to see that there is more.
        var buffer = new byte[bytesMax + 1];
        var length = await Http.Request.Body.ReadAtLeastAsync(
            buffer, buffer.Length, throwOnEndOfStream: false, Cancel);
        return length <= bytesMax ? buffer.AsMemory(0, length) : null;
    }

    public T Get<T>()
        where T : notnull => Http.RequestServices.GetRequiredService<T>();
}
