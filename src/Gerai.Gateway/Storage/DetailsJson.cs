using System.Text.Json;
using System.Text.Json.Serialization;
using Gerai.Payments;

namespace Gerai.Storage;

/// <summary>
/// How the details of a payment are kept: as one text, because nothing is ever looked up by them here.
/// </summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PaymentDetails))]
internal sealed partial class DetailsJson : JsonSerializerContext
{
    public static string Write(PaymentDetails details) => JsonSerializer.Serialize(details, Default.PaymentDetails);

    public static PaymentDetails Read(string text) => JsonSerializer.Deserialize(text, Default.PaymentDetails)
        ?? throw new JsonException("A payment has no details.");
}
