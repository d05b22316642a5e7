using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Gerai.Values;

namespace Gerai.Stores;

/// <summary>A message of a till, as docs/counter-api.md says: whoever plays a store network sends these.</summary>
internal static class CounterMessage
{
    private static readonly TimeSpan Jakarta = TimeSpan.FromHours(7);

    /// <param name="path">Such as <c>/counter/v1/payments</c>.</param>
    /// <param name="now">A repeat is a new request: it has a time and a signature of its own.</param>
    public static HttpRequestMessage Signed(
        string network, string secret, string path, JsonObject message, DateTimeOffset now)
    {
        var body = Encoding.UTF8.GetBytes(message.ToJsonString());
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add(CounterSignature.NetworkHeader, network);
        request.Headers.Add(CounterSignature.TimestampHeader, timestamp);
        request.Headers.Add(
            CounterSignature.SignatureHeader,
            CounterSignature.Of(secret, HttpMethod.Post.Method, path, timestamp, body));
        return request;
    }

    /// <summary>A reference as tills print it: 20 digits, the time first (protocol 6.14).</summary>
    public static string NewReference(DateTimeOffset now, RandomSource random)
    {
        var chance = (int)(random.NextFraction() * 1_000_000);
        return string.Create(CultureInfo.InvariantCulture, $"{now.ToOffset(Jakarta):yyyyMMddHHmmss}{chance:D6}");
    }
}
