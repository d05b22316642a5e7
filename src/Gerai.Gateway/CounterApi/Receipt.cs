using System.Text.Json.Serialization;
using Gerai.Merchants;
using Gerai.Payments;
using Gerai.Stores;

namespace Gerai.CounterApi;

/// <summary>
/// What the till prints besides code and amount: the merchant's own rows at Alfamart; biller, name and description at
/// Indomaret (protocol 2.20, 8.9). The texts were cleaned when the merchant sent them; here they are only composed.
/// </summary>
internal sealed record Receipt
{
    public const int DescriptionLengthMax = 40;

    [JsonPropertyName("alfamart_free_text_1")]
    public string? FreeText1 { get; init; }

    [JsonPropertyName("alfamart_free_text_2")]
    public string? FreeText2 { get; init; }

    [JsonPropertyName("alfamart_free_text_3")]
    public string? FreeText3 { get; init; }

    [JsonPropertyName("biller")]
    public string? Biller { get; init; }

    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("description")]
    public string? Description { get; init; }

    public static Receipt Of(Payment payment, Merchant merchant) => payment.Chain switch
    {
        StoreChain.Alfamart => new Receipt
        {
            FreeText1 = Row(payment.Details.ReceiptRows, 0),
            FreeText2 = Row(payment.Details.ReceiptRows, 1),
            FreeText3 = Row(payment.Details.ReceiptRows, 2),
        },
        StoreChain.Indomaret => new Receipt
        {
            Biller = merchant.Name,
            Name = payment.Details.Customer?.FullName,
            Description = DescriptionOf(payment.Details.Items),
        },
    };

    private static string? Row(IReadOnlyList<string> rows, int index) =>
        index < rows.Count && rows[index].Length > 0 ? rows[index] : null;

    private static string? DescriptionOf(IReadOnlyList<Item> items)
    {
        if (items.Count == 0)
        {
            return null;
        }

        var text = string.Join(", ", items.Select(item => $"{CounterFormat.Number(item.Quantity)}x {item.Name}"));
        if (text.Length <= DescriptionLengthMax)
        {
            return text;
        }

        // A character of two halves is dropped whole rather than cut in the middle.
        var isHalf = char.IsHighSurrogate(text[DescriptionLengthMax - 1]);
        return text[..(isHalf ? DescriptionLengthMax - 1 : DescriptionLengthMax)].TrimEnd();
    }
}
