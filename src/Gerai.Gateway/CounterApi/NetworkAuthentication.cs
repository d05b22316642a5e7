using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gerai.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Gerai.CounterApi;

/// <summary>A request that is what its network signed: who calls, and the body, not yet read.</summary>
internal sealed record CounterCall(StoreNetwork Network, byte[] Body);

/// <summary>Turns a signed request into the network that sent it, or says why not.</summary>
internal sealed class NetworkAuthentication(
    IStoreNetworkRepository networks, CounterOptions options, TimeProvider time)
{
    private const string NoSecret = "the secret of a network that does not exist";

    /// <returns>The call or the refusal; the other one is nothing.</returns>
    public async Task<(CounterCall? Call, CounterReply? Refusal)> AuthenticateAsync(
        HttpRequest request, CancellationToken cancel)
    {
        if (await ReadBodyAsync(request, cancel) is not { } body)
        {
            return (null, CounterResponses.TooLarge(options.BodyBytesMax));
        }

        var timestamp = Single(request, CounterSignature.TimestampHeader);
        if (!IsFresh(timestamp))
        {
            return (null, CounterResponses.StaleTimestamp);
        }

        var name = Single(request, CounterSignature.NetworkHeader);
        var network = name.Length is > 0 and <= StoreNetwork.NameLengthMax
            ? await networks.FindAsync(name, time.GetUtcNow(), cancel)
            : null;

        // Also for a network that does not exist, so that the time an answer takes tells nothing.
        var isSigned = IsSigned(request, network?.Secret ?? NoSecret, timestamp, body);
        if (network is null)
        {
            return (null, CounterResponses.UnknownNetwork);
        }

        // While its secret rotates, a network may still sign with the one before.
        isSigned = isSigned || network.EarlierSecrets.Any(secret => IsSigned(request, secret, timestamp, body));
        return isSigned ? (new CounterCall(network, body), null) : (null, CounterResponses.BadSignature);
    }

    private static bool IsSigned(HttpRequest request, string secret, string timestamp, byte[] body) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(
                CounterSignature.Of(secret, request.Method, PathAsSent(request), timestamp, body)),
            Encoding.UTF8.GetBytes(Single(request, CounterSignature.SignatureHeader)));

    private async Task<byte[]?> ReadBodyAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > options.BodyBytesMax)
        {
            return null;
        }

        // Without a stated length only the reading shows how much there is; it stops at the first byte too many.
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancel);
            var isTooLarge = read.Buffer.Length > options.BodyBytesMax;
            if (isTooLarge || read.IsCompleted)
            {
                var body = isTooLarge ? null : read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private bool IsFresh(string timestamp)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var tolerance = (long)options.TimestampTolerance.TotalSeconds;
        return long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sentAt)
            && sentAt >= now - tolerance
            && sentAt <= now + tolerance;
    }

    // The server decodes what it hands on as the path; signed is what stood on the wire.
    private static string PathAsSent(HttpRequest request)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target[..query];
    }

    // A header that stands there twice could be read either way, so it counts as missing.
    private static string Single(HttpRequest request, string header) =>
        request.Headers.TryGetValue(header, out StringValues values) && values.Count == 1 ? values[0] ?? "" : "";
}
