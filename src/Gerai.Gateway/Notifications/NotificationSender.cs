using System.Net;
using System.Net.Http;
using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>What came of one call; status and answer are those of the last one heard, when there was one.</summary>
internal readonly record struct Delivery(DeliveryResult Result, int? HttpStatus, AnswerSeen? Answer = null)
{
    /// <summary>How long the server asks us to wait, when its answer says so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>
/// A delivery with what a person may want to know beyond it: where the last call went, which is elsewhere after a
/// redirect, and what ended it when no answer did.
/// </summary>
internal readonly record struct Exchange(Delivery Delivery, Uri? Target, Exception? Broken = null);

/// <summary>
/// One HTTP call, limited in time, size and redirects. Whoever answers may be slow, broken or hostile.
/// </summary>
internal sealed class NotificationSender : INotificationSender, IDisposable
{
    /// <summary>Protocol 6.24.</summary>
    public const int HopsMax = 5;

    /// <summary>Protocol 6.1 and 6.2.</summary>
    public static readonly IReadOnlyList<(string Name, string Value)> DocumentedHeaders =
        [("User-Agent", "Veritrans"), ("Accept", "application/json"), ("Content-Type", "application/json")];

    private const int HeaderKilobytesMax = 16;

    // Of an answer's body only the beginning is read; but one this short is let run out, to keep the connection.
    private const int DrainBytesMax = 16 * 1024;

    // A merchant who moves to another server is found there after this time, also by calls that never pause.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(1);

    // Shorter than any common server's patience: a post on a connection that is just being closed would be lost, and a
    // notification with it for half a minute.
    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(2);

    private readonly OutboundAddressPolicy policy;
    private readonly NotificationOptions options;
    private readonly TimeProvider time;
    private readonly TrustedAuthorities authorities;

    // Two pools, lest a guarded call finds a connection that was opened without a guard.
    private readonly HttpMessageInvoker guarded;
    private readonly HttpMessageInvoker open;

    public NotificationSender(OutboundAddressPolicy policy, NotificationOptions options, TimeProvider time)
    {
        this.policy = policy;
        this.options = options;
        this.time = time;
        authorities = TrustedAuthorities.Load(options.CertificateAuthorityFile);
        guarded = NewPool(isGuarded: true);
        open = NewPool(isGuarded: false);
    }

    /// <inheritdoc/>
    public async Task<Delivery> SendAsync(
        MerchantId merchant, string address, NotificationHeaders headers, byte[] body, CancellationToken cancel) =>
        (await ExchangeAsync(merchant, address, headers, body, cancel)).Delivery;

    /// <summary>The same, for who wants to tell a person why it ended so.</summary>
    public async Task<Exchange> ExchangeAsync(
        MerchantId merchant, string address, NotificationHeaders headers, byte[] body, CancellationToken cancel)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var target))
        {
            return new Exchange(new Delivery(DeliveryResult.AddressForbidden, null), null);
        }

        var isGuarded = OutboundAddressPolicy.IsGuarded(merchant);
        using var limit = new CancellationTokenSource(options.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        int? status = null;
        try
        {
            for (var hops = 0; ; hops++)
            {
                if (!policy.MayCall(target, isGuarded))
                {
                    return new Exchange(new Delivery(DeliveryResult.AddressForbidden, status), target);
                }

                using var answer = await PostAsync(isGuarded ? guarded : open, target, headers, body, either.Token);
                status = (int)answer.StatusCode;
                if (status is not (307 or 308))
                {
                    var heard = new Delivery(ResultOf(status.Value), status, await SeeAsync(answer, either.Token))
                    {
                        RetryAfter = RetryAfterOf(answer),
                    };
                    return new Exchange(heard, target);
                }

                if (hops == HopsMax || !TryNext(target, answer, out target))
                {
                    var seen = await SeeAsync(answer, either.Token);
                    return new Exchange(new Delivery(DeliveryResult.RedirectFailed, status, seen), target);
                }
            }
        }
        catch (Exception late) when (
            late is OperationCanceledException or HttpRequestException
            && limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return new Exchange(new Delivery(DeliveryResult.TimedOut, status), target, late);
        }
        catch (HttpRequestException broken) when (!cancel.IsCancellationRequested)
        {
            return new Exchange(new Delivery(ResultOf(broken), status), target, broken);
        }
    }

    public void Dispose()
    {
        guarded.Dispose();
        open.Dispose();
    }

    private Task<AnswerSeen> SeeAsync(HttpResponseMessage answer, CancellationToken cancel) =>
        AnswerSeen.ReadAsync(answer, time, cancel);

    // Returns as soon as the headers are there.
    private static async Task<HttpResponseMessage> PostAsync(
        HttpMessageInvoker pool, Uri target, NotificationHeaders headers, byte[] body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };

        // The others are ours, and none that a shop's server may act on.
        foreach (var (name, value) in DocumentedHeaders.Concat(headers.Lines()))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await pool.SendAsync(request, cancel);
    }

    private static bool TryNext(Uri current, HttpResponseMessage answer, out Uri next)
    {
        next = current;
        if (answer.Headers.Location is { } location && Uri.TryCreate(current, location, out var found))
        {
            next = found;
            return true;
        }

        return false;
    }

    // In seconds or as a date; what is neither is as good as nothing.
    private TimeSpan? RetryAfterOf(HttpResponseMessage answer)
    {
        var asked = answer.Headers.RetryAfter;
        return asked?.Delta ?? (asked?.Date - time.GetUtcNow());
    }

    private static DeliveryResult ResultOf(int status) => status switch
    {
        >= 200 and < 300 => DeliveryResult.Delivered,
        301 or 302 or 303 => DeliveryResult.RedirectNotFollowed,
        _ => DeliveryResult.Refused,
    };

    private static DeliveryResult ResultOf(HttpRequestException broken)
    {
        if (broken.InnerException is OutboundAddressPolicy.ForbiddenException)
        {
            return DeliveryResult.AddressForbidden;
        }

        return broken.HttpRequestError is HttpRequestError.SecureConnectionError
            ? DeliveryResult.TlsFailed
            : DeliveryResult.ConnectionFailed;
    }

    private HttpMessageInvoker NewPool(bool isGuarded) => new(new SocketsHttpHandler
    {
        // Ours follows with the same body and looks at every hop.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,

        // A proxy would connect in our place, to where we cannot look.
        UseProxy = false,
        MaxResponseHeadersLength = HeaderKilobytesMax,
        MaxResponseDrainSize = DrainBytesMax,
        PooledConnectionLifetime = ConnectionLifetime,
        PooledConnectionIdleTimeout = IdleMax,

        // Else tracing would add headers that are not documented.
        ActivityHeadersPropagator = null,
        ConnectCallback = isGuarded ? policy.ConnectAsync : null,
        SslOptions = authorities.NewClientOptions(),
    });
}
