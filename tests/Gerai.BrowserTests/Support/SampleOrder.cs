using Gerai.Client;

namespace Gerai.BrowserTests.Support;

/// <summary>A charge with all that a receipt can tell, as a shop's server sends it.</summary>
internal static class SampleOrder
{
    public const string Amount = "Rp148.000";

    /// <summary>What stands on the receipt besides the payment: Alfamart prints the shop's rows, Indomaret the name.</summary>
    public static string ReceiptRow(Store store) =>
        store is Store.Alfamart ? "Terima kasih atas pesanan Anda" : "Sari Wulandari";

    public static object Of(string order, Store store, int minutes) => new
    {
        payment_type = "cstore",
        transaction_details = new { order_id = order, gross_amount = 148_000 },
        cstore = Counter(store),
        item_details = new[]
        {
            new { id = "gayo", price = 89_000, quantity = 1, name = "Gayo arabica 250 g" },
            new { id = "mug", price = 59_000, quantity = 1, name = "Enamel mug" },
        },
        customer_details = new { first_name = "Sari", last_name = "Wulandari", email = "sari@example.com" },
        custom_expiry = new { expiry_duration = minutes, unit = "minute" },
    };

    private static object Counter(Store store) => store is Store.Alfamart
        ? new
        {
            store = "alfamart",
            message = "Kopi Senja",
            alfamart_free_text_1 = "Terima kasih atas pesanan Anda",
            alfamart_free_text_2 = "Gayo arabica, Enamel mug",
            alfamart_free_text_3 = "Simpan struk ini",
        }
        : new { store = "indomaret", message = "Kopi Senja" };
}
