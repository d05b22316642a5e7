using System.Text.Json;
using System.Text.Json.Nodes;
using Gerai.Merchants;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.CounterApi;

/// <summary>The examples of contract/counter-api, and the payments they tell of.</summary>
internal static class CounterExamples
{
    public static Merchant Merchant { get; } = new()
    {
        Id = MerchantId.Of(GatewayEnvironment.Sandbox, "G812785002"),
        Name = "Toko Kopi Senja",
        ServerKey = new ServerKey("SB-Mid-server-TESTVECTOR000000000001"),
        ClientKey = "SB-Mid-client-TESTVECTOR0001",
        NotificationUrls = [],
        Stores = Enum.GetValues<StoreChain>(),
    };

    public static Payment Alfamart { get; } = Pending(StoreChain.Alfamart, "8127903418273645");

    public static Payment Indomaret { get; } = Pending(StoreChain.Indomaret, "025847103946");

    public static Payment Paid(Payment pending, string network, string number) => pending with
    {
        Status = PaymentStatus.Settled,
        Version = pending.Version + 1,
        SettledAt = Jakarta("2026-01-15T14:30:05.678+07:00").ToUniversalTime(),
        Reference = StoreReference.Of(network, number),
    };

    public static string Text(JsonNode node) => Samples.Compact(JsonSerializer.SerializeToElement(node));

    public static JsonNode Parse(string name) => JsonNode.Parse(Samples.Text(name))!;

    /// <summary>Every object of every example, the nested ones too.</summary>
    public static IReadOnlySet<string> Objects() =>
        Samples.Named("counter-api/*.json")
            .SelectMany(file => Nested(Parse(file)))
            .OfType<JsonObject>()
            .Select(Text)
            .ToHashSet();

    public static string Document() => Repository.Read("docs/counter-api.md");

    private static IEnumerable<JsonNode?> Nested(JsonNode? node) => node switch
    {
        JsonObject one => one.SelectMany(member => Nested(member.Value)).Prepend(one),
        JsonArray many => many.SelectMany(Nested),
        _ => [node],
    };

    private static Payment Pending(StoreChain chain, string digits) => new()
    {
        Id = TransactionId.Parse("019bbf00-0000-8000-8000-000000000001"),
        Merchant = Merchant.Id,
        Order = OrderId.Of("order-1"),
        Chain = chain,
        Code = PaymentCode.Of(digits),
        CodeNumber = CodeNumber.Of(1, 1, Slot.Of(0)),
        Amount = Rupiah.Of(44_000),
        Status = PaymentStatus.Pending,
        Version = 1,
        OpenedAt = Jakarta("2026-01-15T10:00:00+07:00"),
        ExpiresAt = Jakarta("2026-01-16T10:00:00+07:00").ToUniversalTime(),
        PayableUntil = Jakarta("2026-01-16T10:00:00+07:00"),
        Details = new PaymentDetails
        {
            Message = "Kopi & kue",
            ReceiptRows = chain is StoreChain.Alfamart
                ? ["Thanks for shopping with us!", "Like us on our Facebook page", "Don't forget your receipt"]
                : [],
            Customer = new Customer { FirstName = "Budi", LastName = "Utomo" },
            Items =
            [
                new Item { Name = "Coffee beans", Price = 17_000, Quantity = 2 },
                new Item { Name = "Delivery", Price = 10_000, Quantity = 1 },
            ],
        },
    };

    private static DateTimeOffset Jakarta(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
