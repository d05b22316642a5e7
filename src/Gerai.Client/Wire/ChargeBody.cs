using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gerai.Client.Wire;

/// <summary>A charge as it goes over the wire (protocol 2). Names with numbers are written out: no policy gets them
/// right.</summary>
internal sealed class ChargeBody
{
    private const int SecondsPerMinute = 60;

    [JsonPropertyName("payment_type")]
    public string PaymentType => "cstore";

    [JsonPropertyName("transaction_details")]
    public required DetailsBody Details { get; init; }

    [JsonPropertyName("cstore")]
    public required StoreBody Store { get; init; }

    [JsonPropertyName("item_details")]
    public IReadOnlyList<ItemBody>? Items { get; init; }

    [JsonPropertyName("customer_details")]
    public CustomerBody? Customer { get; init; }

    [JsonPropertyName("custom_expiry")]
    public ExpiryBody? Expiry { get; init; }

    [JsonPropertyName("custom_field1")]
    public string? CustomField1 { get; init; }

    [JsonPropertyName("custom_field2")]
    public string? CustomField2 { get; init; }

    [JsonPropertyName("custom_field3")]
    public string? CustomField3 { get; init; }

    [JsonPropertyName("metadata")]
    public JsonElement? Metadata { get; init; }

    public static ChargeBody Of(ChargeRequest charge)
    {
        if (charge.Amount < 1)
        {
            throw new ArgumentException($"The items of {charge.OrderId} add up to nothing.", nameof(charge));
        }

        var items = ItemsAddingUp(charge);
        var alfamart = charge as AlfamartCharge;
        return new ChargeBody
        {
            Details = new DetailsBody(charge.OrderId, charge.Amount),
            Store = new StoreBody(charge.Store is Client.Store.Alfamart ? "alfamart" : "indomaret")
            {
                Message = charge.CashierLabel,
                FreeText1 = alfamart?.FreeText1,
                FreeText2 = alfamart?.FreeText2,
                FreeText3 = alfamart?.FreeText3,
            },
            Items = items.Count > 0 ? [.. items.Select(ItemBody.Of)] : null,
            Customer = CustomerBody.Of(charge.Customer),
            Expiry = Expires(charge),
            CustomField1 = charge.CustomField1,
            CustomField2 = charge.CustomField2,
            CustomField3 = charge.CustomField3,
            Metadata = charge.Metadata,
        };
    }

    private static IReadOnlyList<LineItem> ItemsAddingUp(ChargeRequest charge)
    {
        var sum = ChargeRequest.Sum(charge.Items);
        if (charge.Items.Count == 0 || sum == charge.Amount)
        {
            return charge.Items;
        }

        return charge.RoundingLine is { } name
            ? [.. charge.Items, new LineItem(name, charge.Amount - sum)]
            : throw new ArgumentException(
                $"The items of {charge.OrderId} add up to Rp{sum}, but the amount is Rp{charge.Amount}. Set "
                + "RoundingLine to have the difference added as a line.",
                nameof(charge));
    }

    // The unit is always written: without one the original takes minutes (protocol 2.40).
    private static ExpiryBody? Expires(ChargeRequest charge)
    {
        if (charge.ExpiresIn is not { } time)
        {
            return charge.OrderedAt is null
                ? null
                : throw new ArgumentException("OrderedAt means nothing without ExpiresIn.", nameof(charge));
        }

        var orderedAt = charge.OrderedAt?.ToOffset(WireTime.Jakarta)
            .ToString("yyyy-MM-dd HH:mm:ss +0700", CultureInfo.InvariantCulture);
        var seconds = (long)time.TotalSeconds;
        return seconds % SecondsPerMinute == 0
            ? new ExpiryBody(orderedAt, seconds / SecondsPerMinute, "minute")
            : new ExpiryBody(orderedAt, seconds, "second");
    }
}

internal sealed record DetailsBody(
    [property: JsonPropertyName("order_id")] string OrderId,
    [property: JsonPropertyName("gross_amount")] long GrossAmount);

internal sealed record StoreBody([property: JsonPropertyName("store")] string Name)
{
    [JsonPropertyName("message")]
    public string? Message { get; init; }

    [JsonPropertyName("alfamart_free_text_1")]
    public string? FreeText1 { get; init; }

    [JsonPropertyName("alfamart_free_text_2")]
    public string? FreeText2 { get; init; }

    [JsonPropertyName("alfamart_free_text_3")]
    public string? FreeText3 { get; init; }
}

internal sealed record ExpiryBody(
    [property: JsonPropertyName("order_time")] string? OrderTime,
    [property: JsonPropertyName("expiry_duration")] long Duration,
    [property: JsonPropertyName("unit")] string Unit);
