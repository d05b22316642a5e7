namespace Gerai.Cli.Demo;

/// <summary>
/// The two sample requests of the published documentation. Its Alfamart sample lacks a comma, which is mended here,
/// and both are for order-101, so the order ids are those of its responses: order-101o and order-101n.
/// </summary>
internal static class SampleBody
{
    public static string OrderId(string store, long unixSeconds) =>
        $"order-101{(store is "alfamart" ? 'o' : 'n')}-{unixSeconds}";

    public static string Of(string store, string orderId) =>
        store is "alfamart" ? Alfamart(orderId) : Indomaret(orderId);

    private static string Alfamart(string orderId) =>
        $$"""
        {
          "payment_type": "cstore",
          "transaction_details": {
              "order_id": "{{orderId}}",
              "gross_amount": 44000
          },
          "cstore" : {
            "store" : "alfamart",
            "message" : "Message ",
            "alfamart_free_text_1": "1st row of receipt,",
            "alfamart_free_text_2": "This is the 2nd row,",
            "alfamart_free_text_3": "3rd row. The end."
          }
        }
        """;

    private static string Indomaret(string orderId) =>
        $$"""
        {
          "payment_type": "cstore",
          "transaction_details": {
              "order_id": "{{orderId}}",
              "gross_amount": 44000
          },
          "cstore" : {
            "store" : "indomaret",
            "message" : "Message to display"
          }
        }
        """;
}
