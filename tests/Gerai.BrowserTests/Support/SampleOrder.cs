using Gerai.Client;

namespace Gerai.BrowserTests.Support;

/// <summary>A charge with all that a receipt can tell, as a shop's server sends it.</summary>
internal static class SampleOrder
{
    public const string Amount = "Rp148.000";

    /// <summary>What else is on the receipt: Alfamart prints rows of the shop, Indomaret the customer's name.</summary>
    public static string ReceiptRow(Store store) =>
        store is Store.Alfamart ? "Terima kasih atas pesanan Anda" : "Sari Wulandari";

    /// <param name="order">The shop's own number.</param>
    /// <param name="store">Where it will be paid.</param>
    /// <param name="minutes">How long its code is good.</param>
    /// <param name="extras">How many things at a thousand rupiah are ordered besides.</param>
    public static object Of(string order, Store store, int minutes, int extras) => new
    {
        payment_type = "cstore",
        transaction_details = new { order_id = order, gross_amount = 148_000 + (extras * 1_000) },
        cstore = Counter(store),
        item_details = Enumerable.Repeat(Item("Palm sugar", 1_000), extras)
            .Prepend(Item("Enamel mug", 59_000))
            .Prepend(Item("Gayo arabica 250 g", 89_000)),
        customer_details = new { first_name = "Sari", last_name = "Wulandari", email = "sari@example.com" },
        custom_expiry = new { expiry_duration = minutes, unit = "minute" },
    };

    private static object Item(string name, int price) => new { price, quantity = 1, name };

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
