using System.Globalization;
using System.Net;
using System.Text;

namespace Gerai.Client;

/// <summary>
/// Tells an answer that is a payment from one that is a no, wherever the code stands (protocol 1g, 4).
/// </summary>
internal sealed class Refusals(GeraiClientOptions options)
{
    private const int TextMax = 1_000;
    private const int ErrorCodeMin = 400;

    private const string Expired = "407";

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    // A server that mirrors what it was sent must not carry the key into a log.
    private readonly string[] secrets =
        [options.ServerKey, Convert.ToBase64String(Encoding.UTF8.GetBytes(options.ServerKey + ":"))];

    public Transaction Read(Call call, HttpStatusCode http)
    {
        var code = call.Message?.StatusCode;
        if ((int)http < ErrorCodeMin && code is not null && !IsError(code)
            && call.Message?.ToTransaction(call.Json, call.VoucherUrl) is { } transaction)
        {
            return transaction;
        }

        // Otherwise neither a payment nor an error of the API: a proxy's page, a redirect, another server.
        var isNo = http is HttpStatusCode.Accepted || (int)http >= ErrorCodeMin || (code is not null && IsError(code));
        throw isNo && call.Message is not null ? No(call, http) : NotUnderstood(call, http);
    }

    public GeraiException NoAnswer(Call call, Exception failed) => new(
        $"{call.Operation} {call.Id}: {options.Target} did not answer ({call.AttemptsMade} attempts). It may have been "
        + "done all the same: ask for the status, or do it again.",
        failed)
    {
        Error = failed is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }
            ? GeraiError.NotUnderstood
            : GeraiError.NoAnswer,
    };

    private GeraiException No(Call call, HttpStatusCode http)
    {
        var message = call.Message!;
        var code = message.StatusCode is { } told && IsError(told) ? told : Text(http);
        var sentence = Clean(message.StatusMessage ?? message.Message);
        var complaints = message.ValidationMessages?.Select(one => Clean(one)!).ToList() ?? [];
        var details = complaints.Count > 0 ? ": " + string.Join("; ", complaints) : "";
        return new GeraiException($"{call.Operation} {call.Id}: {code} {sentence}{details}{Hint(code)}")
        {
            Error = ErrorOf(code),
            StatusCode = code,
            StatusMessage = sentence,
            ValidationMessages = complaints,
            RequestId = Clean(message.RequestId),
        };
    }

    private GeraiException NotUnderstood(Call call, HttpStatusCode http) => new(
        $"{call.Operation} {call.Id}: {options.Target} answered HTTP {Text(http)}, and not as a Core API does. Is the "
        + "address right?")
    {
        Error = IsTrouble((int)http) ? GeraiError.GatewayInTrouble : GeraiError.NotUnderstood,
        StatusCode = Text(http),
    };

    private string Hint(string code) => code switch
    {
        "401" => $" (is this the server key of {options.Target}?)",
        _ => "",
    };

    private static GeraiError ErrorOf(string code) => code switch
    {
        // Still at it, also after the last attempt (protocol 1.39).
        "202" => GeraiError.NoAnswer,
        "400" or "413" => GeraiError.InvalidRequest,
        "401" => GeraiError.UnknownServerKey,
        "402" => GeraiError.StoreNotActivated,
        "404" => GeraiError.NotFound,
        "406" => GeraiError.OrderIdInUse,
        "410" => GeraiError.AccountClosed,
        "412" => GeraiError.CannotBeChanged,
        "429" => GeraiError.TooManyRequests,
        "900" => GeraiError.GatewayInTrouble,
        _ when int.TryParse(code, Plain, out var number) && IsTrouble(number) => GeraiError.GatewayInTrouble,
        _ => GeraiError.Other,
    };

    private static bool IsTrouble(int code) => code is >= 500 and < 600;

    private static bool IsError(string code) =>
        code != Expired && (!int.TryParse(code, Plain, out var number) || number >= ErrorCodeMin);

    private static string Text(HttpStatusCode http) => ((int)http).ToString(Plain);

    private string? Clean(string? text)
    {
        if (text is null)
        {
            return null;
        }

        foreach (var secret in secrets)
        {
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return Texts.Cut(text, TextMax);
    }
}
