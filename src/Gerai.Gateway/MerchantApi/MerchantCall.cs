using Gerai.Merchants;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.MerchantApi;

/// <summary>One request of a known merchant, and the key it came with.</summary>
internal sealed record MerchantCall(HttpContext Http, Merchant Merchant, ServerKey Key)
{
    public CancellationToken Cancel => Http.RequestAborted;

    public T Get<T>()
        where T : notnull => Http.RequestServices.GetRequiredService<T>();
}
