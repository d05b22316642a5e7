using Gerai.Merchants;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Tests.Support;

/// <summary>Plain examples: the merchant and the two orders that the files of contract/ tell of.</summary>
internal static class Some
{
    public const string ServerKey = "SB-Mid-server-TESTVECTOR000000000001";
    public const string ClientKey = "SB-Mid-client-TESTVECTOR0001";

    public const string WebhookSecretText = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    /// <summary>When the Alfamart order was charged.</summary>
    public static readonly DateTimeOffset Morning = new(2026, 1, 15, 10, 0, 0, TimeSpan.FromHours(7));

    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    public static MerchantId MerchantId { get; } = MerchantId.Of(GatewayEnvironment.Sandbox, "G100200300");

    public static SecretSeal Seal { get; } = new(new byte[SecretSeal.KeyBytes], new SeededRandom(1));

    public static Merchant Merchant() => new()
    {
        Id = MerchantId,
        Name = "Example shop",
        ServerKey = new ServerKey(ServerKey),
        WebhookSecrets = [WebhookSecret.Parse(WebhookSecretText)],
        ClientKey = ClientKey,
        NotificationUrls = ["http://127.0.0.1:9/notifications"],
        Stores = Enum.GetValues<StoreChain>(),
    };

    public static StoreNetwork Network(StoreChain chain = StoreChain.Alfamart) => chain switch
    {
        StoreChain.Alfamart => new("alfamart-sandbox", chain, GatewayEnvironment.Sandbox, "sandbox-secret-alfamart"),
        StoreChain.Indomaret => new("indomaret-sandbox", chain, GatewayEnvironment.Sandbox, "sandbox-secret-indomaret"),
    };

    public static StoreReference Reference(
        string number = "45682601150000000017", StoreChain chain = StoreChain.Indomaret) =>
        StoreReference.Of(Network(chain).Name, number);

    public static ChargeOrder Order(StoreChain chain = StoreChain.Alfamart) => new()
    {
        Order = OrderId.Of(chain is StoreChain.Alfamart ? "order-101" : "order-102"),
        Amount = Rupiah.Of(chain is StoreChain.Alfamart ? 44_000 : 162_500),
        Chain = chain,
        Details = new PaymentDetails(),
    };

    /// <summary>
    /// The order of that chain in the files of contract/, as it stands in this status: order-101 of Alfamart or
    /// order-102 of Indomaret.
    /// </summary>
    public static Payment Payment(
        StoreChain chain = StoreChain.Alfamart, PaymentStatus status = PaymentStatus.Pending)
    {
        var pending = Pending(chain);
        var settled = pending with
        {
            Status = PaymentStatus.Settled,
            Version = 2,
            SettledAt = SettledAt(chain),
            Reference = Reference(chain: chain),
        };
        return status switch
        {
            PaymentStatus.Pending => pending,
            PaymentStatus.Settled => settled,
            PaymentStatus.Reversed => settled with { Status = status, Version = 3 },
            PaymentStatus.Cancelled => pending with { Status = status, Version = 2 },
            PaymentStatus.Expired => pending with { Status = status, Version = 2 },
        };
    }

    private static DateTimeOffset SettledAt(StoreChain chain) => chain is StoreChain.Alfamart
        ? new DateTimeOffset(2026, 1, 15, 10, 7, 31, TimeSpan.FromHours(7))
        : new DateTimeOffset(2026, 1, 15, 11, 41, 2, TimeSpan.FromHours(7));

    private static Payment Pending(StoreChain chain)
    {
        var order = Order(chain);
        var openedAt = chain is StoreChain.Alfamart
            ? Morning
            : new DateTimeOffset(2026, 1, 15, 11, 30, 5, TimeSpan.FromHours(7));
        var slot = Slot.Of(MerchantId, order.Order);
        return new Payment
        {
            Id = TransactionId.Of((openedAt - DateTimeOffset.UnixEpoch).Ticks, slot, new SeededRandom(2)),
            Merchant = MerchantId,
            Order = order.Order,
            Chain = chain,
            Code = PaymentCode.Of(chain is StoreChain.Alfamart ? "1002311450968217" : "052110023456"),
            CodeNumber = CodeNumber.Of(1, 7, slot),
            Amount = order.Amount,
            Status = PaymentStatus.Pending,
            Version = 1,
            OpenedAt = openedAt,
            ExpiresAt = openedAt.AddHours(24),
            PayableUntil = openedAt.AddHours(24),
            Details = order.Details,
        };
    }

    /// <summary>The body of a plain charge.</summary>
    public static string ChargeBody(
        StoreChain chain = StoreChain.Alfamart, string order = "order-101", long amount = 44_000) =>
        $$"""
        {
          "payment_type": "cstore",
          "transaction_details": { "order_id": "{{order}}", "gross_amount": {{amount}} },
          "cstore": { "store": "{{chain.ToString().ToLowerInvariant()}}", "message": "Example shop" }
        }
        """;
}
