using Gerai.Client;

namespace SampleShop.Orders;

/// <summary>An order as SQLite gives it back.</summary>
internal sealed class OrderRow
{
    public const string Select =
        """
        select order_key as Key, number as Number, status as Status, store as Store, total_rupiah as Total,
            buyer_name as Name, buyer_email as Email, buyer_phone as Phone, placed_at_ms as PlacedAt,
            payment_code as PaymentCode, payment_page as PaymentPage, expires_at_ms as ExpiresAt
        from orders
        """;

    public string Key { get; set; } = "";

    public string Number { get; set; } = "";

    public string Status { get; set; } = "";

    public string Store { get; set; } = "";

    public long Total { get; set; }

    public string Name { get; set; } = "";

    public string Email { get; set; } = "";

    public string Phone { get; set; } = "";

    public long PlacedAt { get; set; }

    public string? PaymentCode { get; set; }

    public string? PaymentPage { get; set; }

    public long? ExpiresAt { get; set; }

    public Order ToOrder() => new()
    {
        Key = Key,
        Number = Number,
        Status = Enum.Parse<OrderStatus>(Status),
        Store = Enum.Parse<Store>(Store),
        Total = Total,
        Buyer = new Buyer(Name, Email, Phone),
        PlacedAt = DateTimeOffset.FromUnixTimeMilliseconds(PlacedAt),
        PaymentCode = PaymentCode,
        PaymentPage = PaymentPage,
        ExpiresAt = ExpiresAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
    };
}
