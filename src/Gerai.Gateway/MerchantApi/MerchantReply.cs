using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Gerai.MerchantApi;

/// <summary>An answer ready to be sent: HTTP status and one JSON object.</summary>
internal sealed record MerchantReply(int Status, byte[] Body)
{
    // Answers are never put into a page, so an apostrophe or a plus stays what it is.
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static readonly MerchantReply UnknownKey = No(
        StatusCodes.Status401Unauthorized,
        "unknown_key",
        "Give your server key as the user name of Basic authentication.");

    public static readonly MerchantReply MerchantClosed = No(
        StatusCodes.Status403Forbidden, "merchant_closed", "This merchant's account is deactivated.");

    public static readonly MerchantReply NotFound = No(
        StatusCodes.Status404NotFound, "not_found", "You have no such event.");

    public static readonly MerchantReply NoSuchOperation = No(
        StatusCodes.Status404NotFound, "no_such_operation", "There is no such operation.");

    public static readonly MerchantReply MethodNotAllowed = No(
        StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "This operation has another method.");

    public static readonly MerchantReply TooLarge = No(
        StatusCodes.Status413PayloadTooLarge, "too_large", "The body is larger than this operation needs.");

    public static readonly MerchantReply Broken = No(
        StatusCodes.Status500InternalServerError, "broken", "Something broke here. Asking again is harmless.");

    public static MerchantReply Malformed(string message) =>
        No(StatusCodes.Status400BadRequest, "malformed", message);

    public static MerchantReply No(int status, string error, string message) => Write(
        status,
        json =>
        {
            json.WriteString("error", error);
            json.WriteString("message", message);
        });

    public static MerchantReply Ok(Action<Utf8JsonWriter> members) => Write(StatusCodes.Status200OK, members);

    public static byte[] Object(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public async Task SendAsync(HttpResponse response, CancellationToken cancel)
    {
        response.StatusCode = Status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, cancel);
    }

    private static MerchantReply Write(int status, Action<Utf8JsonWriter> members) => new(status, Object(members));
}
