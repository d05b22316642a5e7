using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Gerai.CounterApi;

/// <summary>How this protocol's JSON is read and written. Every name is written out on its property.</summary>
[JsonSerializable(typeof(InquiryRequest))]
[JsonSerializable(typeof(PaymentRequest))]
[JsonSerializable(typeof(ReversalRequest))]
[JsonSerializable(typeof(CounterAnswer.Inquired))]
[JsonSerializable(typeof(CounterAnswer.Booked))]
[JsonSerializable(typeof(CounterAnswer.Unmatched))]
[JsonSerializable(typeof(CounterAnswer.Reversed))]
[JsonSerializable(typeof(CounterAnswer.Refused))]
internal sealed partial class CounterJson : JsonSerializerContext
{
    public const int DepthMax = 8;

    private const string NotAnObject = "The body must be one JSON object in UTF-8, at most 8 levels deep.";

    /// <summary>
    /// Reads strictly: what two readers could understand differently is refused. Writes names as they are, an
    /// apostrophe included, because answers are never put into a page.
    /// </summary>
    public static CounterJson Strict { get; } = new(new JsonSerializerOptions
    {
        AllowDuplicateProperties = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = DepthMax,
        RespectNullableAnnotations = true,
    });

    public static bool TryRead<TRequest>(
        ReadOnlySpan<byte> body,
        JsonTypeInfo<TRequest> type,
        [NotNullWhen(true)] out TRequest? request,
        out string complaint)
        where TRequest : class
    {
        request = null;
        complaint = NotAnObject;

        // Inside members that are passed over, the reader itself would not look.
        if (!Utf8.IsValid(body))
        {
            return false;
        }

        try
        {
            request = JsonSerializer.Deserialize(body, type);
            return request is not null;
        }
        catch (JsonException unreadable)
        {
            complaint = Complaints.Of(unreadable.Path) ?? NotAnObject;
            return false;
        }
    }
}
