using System.Text.Json.Serialization;

namespace Gerai.Client.Wire;

/// <summary>A line of the order as it goes over the wire (protocol 2d).</summary>
internal sealed class ItemBody
{
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("price")]
    public long Price { get; init; }

    [JsonPropertyName("quantity")]
    public int Quantity { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("brand")]
    public string? Brand { get; init; }

    [JsonPropertyName("category")]
    public string? Category { get; init; }

    [JsonPropertyName("merchant_name")]
    public string? MerchantName { get; init; }

    [JsonPropertyName("url")]
    public string? Url { get; init; }

    public static ItemBody Of(LineItem item) => new()
    {
        Id = item.Id,
        Price = item.Price,
        Quantity = item.Quantity,
        Name = item.Name,
        Brand = item.Brand,
        Category = item.Category,
        MerchantName = item.MerchantName,
        Url = item.Url?.ToString(),
    };
}
