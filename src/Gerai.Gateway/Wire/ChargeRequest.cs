using System.Text.Json;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Wire;

/// <summary>What came of reading a charge.</summary>
internal abstract record ChargeReading
{
    internal sealed record Understood(ChargeOrder Order) : ChargeReading;

    /// <summary>Not a JSON object (413).</summary>
    internal sealed record Malformed : ChargeReading;

    /// <summary>The JSON word null, which the original answers like a failure of its own (500).</summary>
    internal sealed record Nothing : ChargeReading;

    internal sealed record Invalid(IReadOnlyList<string> Complaints) : ChargeReading;

    /// <summary>A payment type of the original that is not ours, such as <c>credit_card</c> (402).</summary>
    internal sealed record OtherPaymentType : ChargeReading;
}

/// <summary>
/// Reads the body of a charge once, into a <see cref="ChargeOrder"/>. Lenient where the original is, and every
/// complaint at once. Field rules: protocol section 2.
/// </summary>
internal static class ChargeRequest
{
    private const int TextMax = 255;
    private const int MessageMax = 20;
    private const int ReceiptRowMax = 40;
    private const int AnyStoreMax = 20;
    private const int TypeMax = 50;

    // What the original offers beside ours (protocol 1.16).
    private static readonly HashSet<string> OtherTypes =
    [
        "credit_card", "bank_transfer", "echannel", "permata", "gopay", "shopeepay", "qris", "dana", "ovo",
        "bca_klikpay", "bca_klikbca", "cimb_clicks", "danamon_online", "bri_epay", "mandiri_clickpay", "uob_ezpay",
        "akulaku", "kredivo", "telkomsel_cash", "xl_tunai", "indosat_dompetku", "mandiri_ecash",
    ];

    public static ChargeReading Read(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.TryParse(body);
        return document?.RootElement.ValueKind switch
        {
            JsonValueKind.Object => Read(document.RootElement),
            JsonValueKind.Null => new ChargeReading.Nothing(),
            _ => new ChargeReading.Malformed(),
        };
    }

    private static ChargeReading Read(JsonElement root)
    {
        var complaints = new List<string>();
        var top = new FieldReader(root, "", complaints);
        var isOurs = IsOurs(top);
        var (order, amount) = ReadTransaction(top);
        var details = ItemAndCustomerReader.Read(top, amount, ReadDetails(top));
        var (chain, message, rows) = isOurs ? ReadStore(top) : default;
        var (orderedAt, timeToPay) = CustomExpiryReader.Read(top);
        if (complaints.Count > 0)
        {
            return new ChargeReading.Invalid(complaints);
        }

        return !isOurs
            ? new ChargeReading.OtherPaymentType()
            : new ChargeReading.Understood(new ChargeOrder
            {
                Order = order,
                Amount = amount!.Value,
                Chain = chain,
                OrderedAt = orderedAt,
                TimeToPay = timeToPay,
                Details = details with { Message = message, ReceiptRows = rows ?? [] },
            });
    }

    private static bool IsOurs(FieldReader top)
    {
        if (top.Text("payment_type", TypeMax, isRequired: true) is not { } type)
        {
            return true;
        }

        if (type != WireFormat.PaymentType && !OtherTypes.Contains(type))
        {
            top.Complain("payment_type", "must be " + WireFormat.PaymentType);
        }

        return !OtherTypes.Contains(type);
    }

    private static (OrderId Order, Rupiah? Amount) ReadTransaction(FieldReader top)
    {
        if (top.Object("transaction_details", isRequired: true) is not { } transaction)
        {
            return default;
        }

        var text = transaction.Text("order_id", OrderId.LengthMax, isRequired: true);
        if (!OrderId.TryOf(text, out var order) && !string.IsNullOrWhiteSpace(text))
        {
            transaction.Complain("order_id", "must be printable ASCII");
        }

        if (transaction.WholeNumber("gross_amount", isRequired: true) is not { } number)
        {
            return (order, null);
        }

        if (!Rupiah.TryOf((long)number, out var amount))
        {
            transaction.Complain("gross_amount", "must be greater than or equal to 1");
            return (order, null);
        }

        return (order, amount);
    }

    private static PaymentDetails ReadDetails(FieldReader top) => new()
    {
        CustomField1 = top.Text("custom_field1", TextMax),
        CustomField2 = top.Text("custom_field2", TextMax),
        CustomField3 = top.Text("custom_field3", TextMax),
        Metadata = top.Raw("metadata"),
    };

    private static (StoreChain Chain, string? Message, string[]? Rows) ReadStore(FieldReader top)
    {
        if (top.Object("cstore", isRequired: true) is not { } cstore)
        {
            return default;
        }

        var chain = ReadChain(cstore);
        var message = cstore.StoreText("message", MessageMax);

        // Protocol 2.22: with another store these rows have no receipt to stand on.
        return chain is not StoreChain.Alfamart
            ? (chain, message, null)
            : (chain, message,
            [
                cstore.StoreText("alfamart_free_text_1", ReceiptRowMax) ?? "",
                cstore.StoreText("alfamart_free_text_2", ReceiptRowMax) ?? "",
                cstore.StoreText("alfamart_free_text_3", ReceiptRowMax) ?? "",
            ]);
    }

    private static StoreChain ReadChain(FieldReader cstore)
    {
        if (cstore.Text("store", AnyStoreMax, isRequired: true) is not { } name || string.IsNullOrWhiteSpace(name))
        {
            return default;
        }

        // Protocol 2.18: case does not matter.
        foreach (var chain in Enum.GetValues<StoreChain>())
        {
            if (string.Equals(name, WireFormat.Store(chain), StringComparison.OrdinalIgnoreCase))
            {
                return chain;
            }
        }

        cstore.Complain("store", "must be alfamart or indomaret");
        return default;
    }
}
