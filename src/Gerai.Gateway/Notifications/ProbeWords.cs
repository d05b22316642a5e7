using System.Globalization;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Gerai.Notifications;

/// <summary>
/// What a probe met, as <see cref="PlainWords"/> says it, with the likely cause and what to do about it. Pure.
/// </summary>
internal static class ProbeWords
{
    // As much of an address or of an answer as a person reads.
    private const int ShownMax = 200;

    public static string Of(string address, Exchange met)
    {
        var advice = Advice(address, met);
        return PlainWords.Of(met.Delivery.Result, met.Delivery.HttpStatus) is { } words
            ? $"{words.TrimEnd('.', '?')}{(words.EndsWith('?') ? '?' : '.')} {advice}"
            : advice;
    }

    private static string Advice(string address, Exchange met) => met.Delivery.Result switch
    {
        DeliveryResult.Delivered => Delivered(address, met),
        DeliveryResult.Refused => Refused(met.Delivery) + Said(met.Delivery.Answer),
        DeliveryResult.RedirectNotFollowed => NotFollowed(met),
        DeliveryResult.RedirectFailed => $"The last redirect came from {Shown(met.Target)}.",
        DeliveryResult.TimedOut =>
            "Answer at once and do the work afterwards; or a firewall drops the calls without a word.",
        DeliveryResult.ConnectionFailed => NotConnected(met),
        DeliveryResult.TlsFailed => NotTrusted(met),
        DeliveryResult.AddressForbidden => IsElsewhere(address, met.Target)
            ? $"A redirect leads to {Shown(met.Target)}."
            : "It must be a public one with http:// or https:// on a usual port, without user name and password.",
    };

    private static string Delivered(string address, Exchange met)
    {
        var status = met.Delivery.HttpStatus!.Value.ToString(CultureInfo.InvariantCulture);
        var where = IsElsewhere(address, met.Target)
            ? $" after a redirect to {Shown(met.Target)}, which costs every notification another call"
            : "";
        var doubt = IsPage(met.Delivery.Answer)
            ? " But the answer is a web page: is this the path that takes notifications?"
            : "";
        return $"Delivered: the test notification was answered {status}{where}.{doubt}";
    }

    // Protocol 10.2 and 10.3: what merchants' servers answer, and mostly why.
    private static string Refused(Delivery delivery) => delivery.HttpStatus switch
    {
        401 => "The address wants a login. Notifications bring none: exempt this path, and check their signature.",
        403 when IsPage(delivery.Answer) =>
            "A firewall, or a web framework's protection against forged forms (CSRF): exempt this path from it.",
        403 => "A firewall or a login keeps the call out: let this path through, and check the signature.",
        404 or 410 => "There is no such path; or the shop looked for the order of the test, which does not exist: "
            + "answer 200 to order ids that begin with payment_notif_test_.",
        405 => "The path is there but does not take POST.",
        411 or 413 or 415 => "The server does not take a body of JSON here.",
        419 => "That is the protection of a web framework against forged forms (CSRF): exempt this path from it.",
        422 or 400 when IsPage(delivery.Answer) =>
            "Likely the protection of a web framework against forged forms (CSRF): exempt this path from it.",
        429 => "The server wants fewer calls: exempt this path from its limit.",
        >= 500 => "The shop's own program failed, or the proxy before it does not reach it: its log tells why.",
        _ => "The shop must answer 200.",
    };

    private static string NotFollowed(Exchange met)
    {
        var location = met.Delivery.Answer?.Location;
        var next = location is not null && Uri.TryCreate(met.Target, location, out var found) ? found : null;
        var hint = next switch
        {
            null => "It says no address to go to.",
            _ when next.AbsolutePath.Contains("login", StringComparison.OrdinalIgnoreCase) =>
                $"It redirects to {Shown(next)}, which looks like a login: exempt this path from it.",
            _ => $"It redirects to {Shown(next)}: save that address instead, if it takes notifications.",
        };
        return $"{hint} (The status was {met.Delivery.HttpStatus}.)";
    }

    private static string NotConnected(Exchange met)
    {
        var host = met.Target!.IdnHost;
        return Cause<SocketException>(met.Broken)?.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
                $"The name {host} is not known.",
            SocketError.ConnectionRefused =>
                $"Connection refused: nothing listens at port {met.Target.Port} of {host}.",
            SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.TimedOut =>
                $"There is no way to {host} from here.",
            _ => $"The connection to {host} broke off: does it speak {met.Target.Scheme} at this port?",
        };
    }

    // The framework says it in no other way than by the names of these values in its text.
    private static string NotTrusted(Exchange met)
    {
        var told = Cause<AuthenticationException>(met.Broken)?.Message ?? "";
        var host = met.Target!.IdnHost;
        var reasons = new List<string>();
        if (Tells(nameof(SslPolicyErrors.RemoteCertificateNameMismatch)))
        {
            reasons.Add($"The certificate is not for {host}.");
        }

        if (Tells(nameof(X509ChainStatusFlags.NotTimeValid)))
        {
            reasons.Add("The certificate, or one above it, has expired or is not valid yet.");
        }

        if (Tells(nameof(X509ChainStatusFlags.UntrustedRoot))
            || Tells(nameof(X509ChainStatusFlags.PartialChain))
            || Tells(nameof(SslPolicyErrors.RemoteCertificateChainErrors)))
        {
            reasons.Add("Nobody trusted here vouches for the certificate: it is self-signed, or intermediate "
                + "certificates are missing.");
        }

        // With authorities of the operator's own the framework tells no more than that it was refused.
        if (Tells(nameof(SslClientAuthenticationOptions.RemoteCertificateValidationCallback)))
        {
            reasons.Add($"The certificate is self-signed, expired, not for {host}, or of an authority unknown here.");
        }

        return reasons.Count > 0
            ? string.Join(' ', reasons)
            : $"Does {host} speak TLS at port {met.Target.Port}?";

        bool Tells(string name) => told.Contains(name, StringComparison.Ordinal);
    }

    private static bool IsElsewhere(string address, Uri? target) =>
        target is not null && Uri.TryCreate(address, UriKind.Absolute, out var asked) && asked != target;

    private static bool IsPage(AnswerSeen? answer)
    {
        var beginning = answer?.Body?.TrimStart() ?? "";
        return beginning.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || beginning.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }

    // A page says nothing that a person wants to read as text.
    private static string Said(AnswerSeen? answer) =>
        answer?.Body?.Trim() is { Length: > 0 } body && !IsPage(answer) ? $" It said: {Short(body)}" : "";

    // What stands before an @ may be a password, and what stands behind a ? a token.
    private static string Shown(Uri? address) =>
        address is null ? "nowhere" : Short(PublicAddress.Of(address));

    private static string Short(string text)
    {
        var cut = text.Length > ShownMax ? text[..ShownMax] + "…" : text;
        return string.Concat(cut.Select(letter => char.IsControl(letter) ? ' ' : letter));
    }

    private static T? Cause<T>(Exception? broken)
        where T : Exception
    {
        var cause = broken;
        while (cause is not null and not T)
        {
            cause = cause.InnerException;
        }

        return cause as T;
    }
}
